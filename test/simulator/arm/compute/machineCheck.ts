/** What a PUT of a machine must hold, and the words of the compute provider where it does not (07-vm-create, 7.4 and 7.7). */
import { azureError } from "../../http.ts";
import type { Json, Machine, State } from "../../state.ts";
import { isObject } from "../bodies.ts";
import { badRequest } from "../errors.ts";
import { type Size, coreQuotas, isRestricted, sizeNamed, sizes } from "./sizes.ts";

/** 400 `InvalidParameter` at `target`. */
export function invalidParameter(target: string, message = `The value of parameter ${target} is invalid.`): Error {
    return badRequest("InvalidParameter", message, { target });
}

function missing(target: string): Error {
    return invalidParameter(target, `Required parameter '${target}' is missing (null).`);
}

/** The object at a path of names; throws where it is missing. */
export function need(body: Json, name: string, path = name): Json {
    const value = body[name];
    if (!isObject(value)) {
        throw missing(path);
    }
    return value;
}

/** Size of a body; throws for one that there is none of, or that this subscription may not use in the region. */
export function checkedSize(properties: Json, location: string): Size {
    const name = need(properties, "hardwareProfile")["vmSize"];
    if (typeof name !== "string") {
        throw missing("hardwareProfile.vmSize");
    }
    const size = sizeNamed(name);
    if (!size) {
        const valid = sizes.map((one) => one.name).join(",");
        throw invalidParameter("vmSize", `The value ${name} provided for the VM size is not valid. The valid sizes in the current region are: ${valid}. Find out more on the available VM sizes in each region at https://aka.ms/azure-regions.`);
    }
    if (isRestricted(size, location)) {
        const what = `The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: ${size.name}' is currently not available in location '${location}'.`;
        throw azureError(409, "SkuNotAvailable", `${what} Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.`);
    }
    return size;
}

/** Throws 409 `OperationNotAllowed` where the cores of the region or of the family do not suffice. */
export function checkCores(state: State, subscription: string, location: string, size: Size, before?: Machine): void {
    const freed = before && before.powerState !== "deallocated" ? sizeNamed(before.vmSize) : undefined;
    for (const { name, localizedName, used, limit } of coreQuotas(state, subscription, location)) {
        const counts = (one: Size | undefined): number => (one && (name === "cores" || name === one.family) ? one.vCPUs : 0);
        const wanted = used - counts(freed) + counts(size);
        if (counts(size) > 0 && wanted > limit) {
            const which = name === "cores" ? "Total Regional Cores" : localizedName.replace(" vCPUs", " Cores");
            const exceeding = `Operation could not be completed as it results in exceeding approved ${which} quota.`;
            const details = `Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${used}, Additional Required: ${counts(size) - counts(freed)}, (Minimum) New Limit Required: ${wanted}.`;
            const advice = "Submit a request for Quota increase at https://aka.ms/ProdportalCRP/ by specifying parameters listed in the ‘Details’ section for deployment to succeed.";
            throw azureError(409, "OperationNotAllowed", `${exceeding} ${details} ${advice} Please read more about quota limits at https://docs.microsoft.com/en-us/azure/azure-supportability/regional-quota-requests`);
        }
    }
}

const COMPUTER_NAME = /^(?!\d+$)[A-Za-z0-9][A-Za-z0-9-]{0,62}[A-Za-z0-9]$|^[A-Za-z]$/;
const RESERVED_USERS = ["admin", "administrator", "root", "user", "guest", "test", "owner"];

/** `osProfile` of a new machine with the answers' additions, and without the secrets that Azure never shows. */
export function checkedOs(properties: Json): { osProfile: Json; osType: Machine["osType"] } {
    const os = need(properties, "osProfile");
    const { computerName, adminUsername, adminPassword, customData: _, ...rest } = os;
    if (typeof computerName !== "string" || !COMPUTER_NAME.test(computerName)) {
        throw invalidParameter("osProfile.computerName", `Linux host name cannot exceed 64 characters in length or contain the following characters: \` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : ' " , < > / ?.`);
    }
    if (typeof adminUsername !== "string" || RESERVED_USERS.includes(adminUsername.toLowerCase())) {
        throw invalidParameter("adminUsername", "The Admin Username specified is not allowed.");
    }
    const windows = isObject(os["windowsConfiguration"]);
    const configuration = isObject(os["linuxConfiguration"]) ? os["linuxConfiguration"] : {};
    if (!windows) {
        checkSignIn(configuration, adminUsername, adminPassword);
    }
    const linuxConfiguration = { disablePasswordAuthentication: false, provisionVMAgent: true, ...configuration };
    const common = { secrets: [], allowExtensionOperations: true, requireGuestProvisionSignal: true };
    const osProfile = { computerName, adminUsername, ...(windows ? {} : { linuxConfiguration }), ...common, ...rest, ...(windows ? {} : { linuxConfiguration }) };
    return { osProfile, osType: windows ? "Windows" : "Linux" };
}

function checkSignIn(configuration: Json, user: string, password: unknown): void {
    const ssh = isObject(configuration["ssh"]) ? configuration["ssh"] : {};
    const keys = Array.isArray(ssh["publicKeys"]) ? ssh["publicKeys"].filter(isObject) : [];
    keys.forEach((key) => checkKey(key, user));
    if (configuration["disablePasswordAuthentication"] === true ? keys.length === 0 : typeof password !== "string" && keys.length === 0) {
        throw invalidParameter("linuxConfiguration", "Authentication using either SSH or by user name and password must be enabled in Linux profile.");
    }
}

function checkKey({ path, keyData }: Json, user: string): void {
    const expected = `/home/${user}/.ssh/authorized_keys`;
    if (path !== expected) {
        throw invalidParameter("linuxConfiguration.ssh.publicKeys.path", `Destination path for SSH public keys is currently limited to its default value ${expected}  due to a known issue in Linux provisioning agent.`);
    }
    if (typeof keyData !== "string" || !/^(ssh-rsa [A-Za-z0-9+/=]{300,}|ssh-ed25519 [A-Za-z0-9+/=]{60,})(\s.*)?$/s.test(keyData.trim())) {
        throw invalidParameter("linuxConfiguration.ssh.publicKeys.keyData");
    }
}
