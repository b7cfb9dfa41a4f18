/** What VS Code's default themes set for a webview: the body's class and the variables that the pages use, as facts. */

export interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const FONTS = {
  'font-family': '"Segoe WPC", "Segoe UI", system-ui, Ubuntu, "Droid Sans", sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': '"Droid Sans Mono", "DejaVu Sans Mono", monospace',
  'editor-font-size': '14px',
};

export const THEMES = {
  /** Dark Modern */
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      ...FONTS,
      foreground: '#cccccc',
      descriptionForeground: '#9d9d9d',
      errorForeground: '#f85149',
      focusBorder: '#0078d4',
      'editor-background': '#1f1f1f',
      'editor-foreground': '#cccccc',
      'sideBar-background': '#181818',
      'panel-background': '#181818',
      'panel-border': '#2b2b2b',
      'widget-border': '#313131',
      'textLink-foreground': '#4daafc',
      'textCodeBlock-background': '#2b2b2b',
      'textPreformat-foreground': '#d0d0d0',
      'list-activeSelectionBackground': '#04395e',
      'list-activeSelectionForeground': '#ffffff',
      'list-inactiveSelectionBackground': '#37373d',
      'list-hoverBackground': '#2a2d2e',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-hoverBackground': '#026ec1',
      'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc',
      'button-secondaryHoverBackground': '#3c3c3c',
      'editorWarning-foreground': '#cca700',
      'editorInfo-foreground': '#3794ff',
      'testing-iconPassed': '#73c991',
      'inputValidation-errorBackground': '#5a1d1d',
      'icon-foreground': '#cccccc',
      'toolbar-hoverBackground': '#5a5d5e50',
    },
  },
  /** Light Modern */
  light: {
    bodyClass: 'vscode-light',
    variables: {
      ...FONTS,
      foreground: '#3b3b3b',
      descriptionForeground: '#3b3b3b',
      errorForeground: '#d1242f',
      focusBorder: '#005fb8',
      'editor-background': '#ffffff',
      'editor-foreground': '#3b3b3b',
      'sideBar-background': '#f8f8f8',
      'panel-background': '#f8f8f8',
      'panel-border': '#e5e5e5',
      'widget-border': '#e5e5e5',
      'textLink-foreground': '#005fb8',
      'textCodeBlock-background': '#f8f8f8',
      'textPreformat-foreground': '#3b3b3b',
      'list-activeSelectionBackground': '#e8e8e8',
      'list-activeSelectionForeground': '#000000',
      'list-inactiveSelectionBackground': '#e4e6f1',
      'list-hoverBackground': '#f2f2f2',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-hoverBackground': '#0258a8',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'button-secondaryHoverBackground': '#cccccc',
      'editorWarning-foreground': '#bf8803',
      'editorInfo-foreground': '#1a85ff',
      'testing-iconPassed': '#388a34',
      'inputValidation-errorBackground': '#f2dede',
      'icon-foreground': '#3b3b3b',
      'toolbar-hoverBackground': '#b8b8b850',
    },
  },
  /** Dark High Contrast */
  highContrast: {
    bodyClass: 'vscode-high-contrast',
    variables: {
      ...FONTS,
      foreground: '#ffffff',
      descriptionForeground: '#ffffffb3',
      errorForeground: '#f48771',
      focusBorder: '#f38518',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      'editor-background': '#000000',
      'editor-foreground': '#ffffff',
      'sideBar-background': '#000000',
      'panel-background': '#000000',
      'panel-border': '#6fc3df',
      'widget-border': '#6fc3df',
      'textLink-foreground': '#21a6ff',
      'textCodeBlock-background': '#000000',
      'textPreformat-foreground': '#000000',
      'button-background': '#000000',
      'button-border': '#6fc3df',
      'button-foreground': '#ffffff',
      'button-secondaryForeground': '#ffffff',
      'editorWarning-foreground': '#ffd370',
      'editorInfo-foreground': '#3794ff',
      'testing-iconPassed': '#89d185',
      'inputValidation-errorBackground': '#000000',
      'icon-foreground': '#ffffff',
    },
  },
  /** Light High Contrast: VS Code sets both classes. */
  highContrastLight: {
    bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
    variables: {
      ...FONTS,
      foreground: '#292929',
      descriptionForeground: '#292929b3',
      errorForeground: '#b5200d',
      focusBorder: '#006bbd',
      contrastBorder: '#0f4a85',
      contrastActiveBorder: '#006bbd',
      'editor-background': '#ffffff',
      'editor-foreground': '#292929',
      'sideBar-background': '#ffffff',
      'panel-background': '#ffffff',
      'panel-border': '#0f4a85',
      'widget-border': '#0f4a85',
      'textLink-foreground': '#0f4a85',
      'textCodeBlock-background': '#f2f2f2',
      'textPreformat-foreground': '#ffffff',
      'button-background': '#0f4a85',
      'button-border': '#0f4a85',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#ffffff',
      'button-secondaryForeground': '#292929',
      'editorWarning-foreground': '#895503',
      'editorInfo-foreground': '#1a85ff',
      'testing-iconPassed': '#007100',
      'inputValidation-errorBackground': '#ffffff',
      'icon-foreground': '#292929',
    },
  },
} as const satisfies Record<string, Theme>;

export type ThemeName = keyof typeof THEMES;
export const THEME_NAMES = Object.keys(THEMES) as ThemeName[];

/** The style attribute that VS Code puts on the page's root. */
export function themeStyle(name: ThemeName): string {
  return Object.entries(THEMES[name].variables)
    .map(([variable, value]) => `--vscode-${variable}: ${value}`)
    .join('; ');
}
