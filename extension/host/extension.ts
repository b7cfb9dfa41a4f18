/** Composes the extension: every part gets what it needs here, by hand. */

import * as vscode from 'vscode';
import { decodeRemedy } from '../core/findings/codec';
import type { trtlens } from '../core/schema/generated/trtlens';
import { CompileCommand } from './commands/compile';
import { openExamples } from './commands/examples';
import { explainFinding } from './commands/explain';
import { openInProgramView } from './commands/openInProgramView';
import { openSource } from './commands/openSource';
import { Remedies } from './commands/remedies';
import { registerCommands } from './commands/table';
import { Compiler } from './compile/compiler';
import { EndPresenter } from './compile/present';
import { ReportReader } from './compile/reportReader';
import { ShapeQuestion } from './compile/shapeQuestion';
import { ReportRequests } from './compile/reportRequests';
import { OpenReports } from './editors/openReports';
import { PROGRAM_VIEW, ProgramEditorProvider } from './editors/programEditor';
import { ArtifactReader } from './editors/artifactReader';
import { Environments } from './environment/environments';
import { SelectInterpreterCommand } from './environment/select';
import { SetUpCommand } from './environment/setUp';
import { Diagnostics } from './language/diagnostics';
import { RemedyFixes } from './language/quickFixes';
import { chooseTarget } from './loading/chooseTarget';
import { Targets } from './loading/targets';
import { Log } from './log';
import { extensionPaths } from './paths';
import { StatusItem } from './status';
import { TASK_TYPE } from './tasks/definition';
import { TensorrtTaskProvider } from './tasks/tensorrtTaskProvider';
import { BREAKS_VIEW, BreaksView } from './views/breaksView';
import type { PageActions } from './webviews/conversation';

export function startExtension(context: vscode.ExtensionContext): void {
  const paths = extensionPaths(context);
  const log = new Log();
  const diagnostics = new Diagnostics();
  const openReports = new OpenReports();
  const reader = new ReportReader(paths.analysisScript, log);
  const environments = new Environments(paths.workerFolder, log);
  const targets = new Targets(environments, log);
  // What is shown at the end of a compile offers remedies, and a remedy may compile again.
  const remedies: Remedies = new Remedies((request) => compile.compile(request));
  const presenter = new EndPresenter(
    openReports,
    (remedy, end) => remedies.apply(remedy, () => Promise.resolve(end.request)),
    log,
  );
  const compiler = new Compiler(paths, environments, diagnostics, reader, presenter, log);
  const compile = new CompileCommand(compiler, new ShapeQuestion(reader, context.workspaceState), log);
  const reports = new ReportRequests(compiler, reader);
  const pageActions: PageActions = {
    openSource,
    applyRemedy: (remedy, report) => remedies.apply(decodeRemedy(remedy), () => reports.find(report)),
    runCommand: ({ command }, report) => remedies.runCommand(command ?? '', () => reports.find(report)),
  };
  const breaksView = new BreaksView(context.extensionUri, openReports, reader, pageActions);
  const setUp = new SetUpCommand(paths, environments, log);
  const selectInterpreter = new SelectInterpreterCommand(paths);

  context.subscriptions.push(
    log,
    diagnostics,
    openReports,
    environments,
    targets,
    compiler,
    breaksView,
    new StatusItem(environments, compiler),
    vscode.window.registerCustomEditorProvider(
      PROGRAM_VIEW,
      new ProgramEditorProvider(context.extensionUri, openReports, new ArtifactReader(reader, targets), pageActions),
    ),
    vscode.window.registerWebviewViewProvider(BREAKS_VIEW, breaksView),
    vscode.tasks.registerTaskProvider(TASK_TYPE, new TensorrtTaskProvider(compiler)),
    vscode.languages.registerCodeActionsProvider(
      [{ language: 'python' }, { pattern: '**/*.onnx' }],
      new RemedyFixes(diagnostics),
      {
        providedCodeActionKinds: RemedyFixes.kinds,
      },
    ),
    registerCommands(
      {
        'trtlens.compile': (uri?: unknown, uris?: unknown) => compile.run(uri, uris),
        'trtlens.setUpEnvironment': () => setUp.run(),
        'trtlens.selectInterpreter': () => selectInterpreter.run(),
        'trtlens.open': (uri?: unknown) => openInProgramView(uri),
        'trtlens.chooseTarget': () => chooseTarget(),
        'trtlens.showBreaks': () => vscode.commands.executeCommand(`${BREAKS_VIEW}.focus`),
        'trtlens.showLog': () => log.show(),
        'trtlens.openSettings': () =>
          vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`),
        'trtlens.openExamples': () => openExamples(paths.examplesFolder),
        '_trtlens.explainFinding': (code: string) => explainFinding(paths.findingsDocument, code),
        '_trtlens.applyRemedy': (remedy: trtlens.IRemedy, model: string) =>
          remedies.apply(decodeRemedy(remedy), () => Promise.resolve(reports.ofModel(model))),
      },
      log,
    ),
  );
}
