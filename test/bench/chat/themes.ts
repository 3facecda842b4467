/** Workbench colours as VS Code's own themes set them (Dark Modern, Light Modern, Dark High Contrast), without the prefix `--vscode-`. */
export type ThemeName = "dark" | "light" | "highContrast";

type Colours = Record<string, string>;

const fonts: Colours = {
    "font-family": "system-ui, 'Ubuntu', 'Droid Sans', sans-serif",
    "font-size": "13px",
    "editor-font-family": "'Droid Sans Mono', 'monospace', monospace",
    "editor-font-size": "12px",
};

const dark: Colours = {
    "foreground": "#CCCCCC", "sideBar-foreground": "#CCCCCC", "sideBar-background": "#181818", "descriptionForeground": "#9D9D9D",
    "icon-foreground": "#CCCCCC", "focusBorder": "#0078D4", "errorForeground": "#F85149", "editor-foreground": "#CCCCCC",
    "editor-background": "#1F1F1F", "editorCursor-foreground": "#AEAFAD", "widget-border": "#313131", "widget-shadow": "#0000005C", "panel-border": "#2B2B2B",
    "sideBarSectionHeader-border": "#2B2B2B", "input-background": "#313131", "input-border": "#3C3C3C", "input-foreground": "#CCCCCC",
    "input-placeholderForeground": "#989898", "button-background": "#0078D4", "button-border": "#ffffff1a", "button-foreground": "#FFFFFF",
    "button-hoverBackground": "#026EC1", "button-secondaryBackground": "#00000000", "button-secondaryForeground": "#CCCCCC",
    "button-secondaryHoverBackground": "#2B2B2B", "textBlockQuote-background": "#2B2B2B", "textBlockQuote-border": "#616161",
    "textCodeBlock-background": "#2B2B2B", "textLink-activeForeground": "#4daafc", "textLink-foreground": "#4daafc",
    "textPreformat-foreground": "#D0D0D0", "textPreformat-background": "#3C3C3C", "textSeparator-foreground": "#21262D",
    "inputValidation-errorBackground": "#5A1D1D", "inputValidation-errorBorder": "#BE1100", "list-hoverBackground": "#2A2D2E",
    "toolbar-hoverBackground": "#5a5d5e50", "scrollbarSlider-background": "#79797966", "chat-requestBackground": "#1F1F1F9E",
    "charts-green": "#89D185", "debugTokenExpression-name": "#c586c0", "debugTokenExpression-type": "#4A90E2",
    "debugTokenExpression-string": "#ce9178", "debugTokenExpression-boolean": "#4e94ce", "debugTokenExpression-number": "#b5cea8",
    "debugTokenExpression-error": "#f48771", "symbolIcon-classForeground": "#EE9D28", "symbolIcon-functionForeground": "#B180D7",
    "symbolIcon-variableForeground": "#75BEFF", "symbolIcon-keywordForeground": "#CCCCCC",
};

const light: Colours = {
    ...dark,
    "foreground": "#3B3B3B", "sideBar-foreground": "#3B3B3B", "sideBar-background": "#F8F8F8", "descriptionForeground": "#3B3B3B",
    "icon-foreground": "#3B3B3B", "focusBorder": "#005FB8", "editor-foreground": "#3B3B3B", "editor-background": "#FFFFFF",
    "editorCursor-foreground": "#000000", "widget-border": "#E5E5E5", "widget-shadow": "#00000029", "panel-border": "#E5E5E5", "sideBarSectionHeader-border": "#E5E5E5",
    "input-background": "#FFFFFF", "input-border": "#CECECE", "input-foreground": "#3B3B3B", "input-placeholderForeground": "#767676",
    "button-background": "#005FB8", "button-border": "#0000001a", "button-hoverBackground": "#0258A8", "button-secondaryBackground": "#E5E5E5",
    "button-secondaryForeground": "#3B3B3B", "button-secondaryHoverBackground": "#CCCCCC", "textBlockQuote-background": "#F8F8F8",
    "textBlockQuote-border": "#E5E5E5", "textCodeBlock-background": "#F8F8F8", "textLink-activeForeground": "#005FB8",
    "textLink-foreground": "#005FB8", "textPreformat-foreground": "#3B3B3B", "textPreformat-background": "#0000001F",
    "inputValidation-errorBackground": "#F2DEDE", "list-hoverBackground": "#F2F2F2", "toolbar-hoverBackground": "#b8b8b850",
    "scrollbarSlider-background": "#64646466", "chat-requestBackground": "#FFFFFF9E", "charts-green": "#388A34",
    "debugTokenExpression-name": "#9b46b0", "debugTokenExpression-string": "#a31515", "debugTokenExpression-boolean": "#0000ff",
    "debugTokenExpression-number": "#098658", "debugTokenExpression-error": "#e51400", "symbolIcon-classForeground": "#D67E00",
    "symbolIcon-functionForeground": "#652D90", "symbolIcon-variableForeground": "#007ACC", "symbolIcon-keywordForeground": "#3B3B3B",
};

const highContrast: Colours = {
    "foreground": "#FFFFFF", "sideBar-foreground": "#FFFFFF", "sideBar-background": "#000000", "descriptionForeground": "#FFFFFFB3",
    "icon-foreground": "#FFFFFF", "focusBorder": "#F38518", "contrastBorder": "#6FC3DF", "contrastActiveBorder": "#F38518",
    "errorForeground": "#F48771", "editor-foreground": "#FFFFFF", "editor-background": "#000000", "editorCursor-foreground": "#FFFFFF",
    "widget-border": "#6FC3DF", "panel-border": "#6FC3DF", "sideBarSectionHeader-border": "#6FC3DF", "input-background": "#000000",
    "input-border": "#6FC3DF", "input-foreground": "#FFFFFF", "input-placeholderForeground": "#FFFFFFB3", "button-background": "#000000",
    "button-border": "#6FC3DF", "button-foreground": "#FFFFFF", "button-hoverBackground": "#000000", "button-secondaryForeground": "#FFFFFF",
    "textBlockQuote-border": "#FFFFFF", "textCodeBlock-background": "#000000", "textLink-activeForeground": "#21A6FF",
    "textLink-foreground": "#21A6FF", "textPreformat-foreground": "#000000", "textPreformat-background": "#FFFFFF",
    "textSeparator-foreground": "#000000", "inputValidation-errorBackground": "#000000", "inputValidation-errorBorder": "#6FC3DF",
    "scrollbarSlider-background": "#6FC3DF99", "charts-green": "#89D185", "debugTokenExpression-name": "#FFFFFF",
    "debugTokenExpression-string": "#f48771", "debugTokenExpression-boolean": "#75bdfe", "debugTokenExpression-number": "#89d185",
    "symbolIcon-classForeground": "#EE9D28", "symbolIcon-functionForeground": "#B180D7", "symbolIcon-variableForeground": "#75BEFF",
};

export const themes: Record<ThemeName, Colours> = {
    dark: { ...fonts, ...dark },
    light: { ...fonts, ...light },
    highContrast: { ...fonts, ...highContrast },
};
