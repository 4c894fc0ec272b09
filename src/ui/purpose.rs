//! What a file is asked for.

use crate::help::blank::Blank;
use crate::month::Month;
use crate::session::import::FindingsFile;
use crate::session::project;
use crate::special_account::ledger::Keeper;
use crate::statements::programme::Matter;

/// What a file is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To be opened.
    Open,
    /// A project, to be compared with the one that is shown.
    Compare,
    /// Tables to be read, one or several.
    Import,
    /// Files of a ledger of the special account, one or several.
    Ledger(Keeper),
    /// A list of what was entered for an assessment of a year, to be read.
    Entries(i32),
    /// A tree of indicators, to be read.
    ReadTree,
    /// Rules of watching, to be read.
    ReadRules,
    /// Lines of statements, to be read.
    ReadStatement,
    /// To write pages to be signed into: all governments', or one's.
    SaveDuties {
        /// What kind of file.
        file: SignedFile,
        /// The number of the one page.
        page: Option<usize>,
        /// The scenario; none is the data.
        scenario: Option<usize>,
        /// The year of the run.
        year: Option<i32>,
    },
    /// To write 余额调节表 into, to be signed.
    SaveStatements {
        /// What kind of file.
        file: SignedFile,
        /// The account by its position, and the month; without them every month of every account.
        only: Option<(usize, Option<Month>)>,
    },
    /// To write the tree of indicators, the rules of watching or a form of budgets into.
    SaveText(TextFile),
    /// A form of budgets, to be kept with the project.
    OwnForm,
    /// Filled forms of budgets, one or several, to be read.
    Forms,
    /// A blank form of a budget, to be filled.
    BlankForm,
    /// To write the filled form into.
    FilledForm,
    /// Deposits that are held already, or what the bank pays.
    Deposits,
    /// Tables and rules of the cap, the channels or the targets, one or several.
    Programme(Matter),
    /// A folder to write them, and what comes of them, into.
    ProgrammeFolder(Matter),
    /// A table of ages for a scenario, to be read.
    ReadAges(usize),
    /// To save the project in.
    SaveProject,
    /// To save a scenario in.
    SaveScenario(usize),
    /// To write what is shown into.
    ExportView,
    /// To write one of the charts that are shown into, by its number.
    ExportChart(usize),
    /// To write the deck into.
    ExportDeck(DeckFile),
    /// A template for slides, to be read.
    Template,
    /// To write a blank table into.
    SaveBlank(Blank),
    /// To write what was found in an import into.
    ExportFindings(FindingsFile),
}

/// The kinds of file of pages to be signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignedFile {
    /// A .pdf.
    Pdf,
    /// A .xlsx.
    Workbook,
}

/// The texts that are exchanged as files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextFile {
    /// The tree of indicators.
    Tree,
    /// The rules of watching.
    Rules,
    /// The form of budgets that is looked at.
    Form,
}

/// The kinds of file of a whole deck.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeckFile {
    /// A written report.
    Report,
    /// A .pptx.
    Slides,
    /// A .xlsx.
    Workbook,
    /// A .pdf.
    Pages,
}

impl Purpose {
    /// The key of what the dialog is called.
    pub const fn text_key(self) -> &'static str {
        match self {
            Purpose::Open => "dialog.open",
            Purpose::Compare => "dialog.compare",
            Purpose::Import => "dialog.import",
            Purpose::Ledger(Keeper::Bank) => "dialog.ledger_bank",
            Purpose::Ledger(Keeper::Agency) => "dialog.ledger_agency",
            Purpose::Entries(_) => "dialog.entries",
            Purpose::ReadTree => "dialog.read_tree",
            Purpose::ReadRules => "dialog.read_rules",
            Purpose::ReadStatement => "dialog.read_statement",
            Purpose::SaveText(_) | Purpose::SaveDuties { .. } | Purpose::SaveStatements { .. } => "dialog.save_text",
            Purpose::OwnForm => "dialog.own_form",
            Purpose::Forms => "dialog.forms",
            Purpose::BlankForm => "dialog.blank_form",
            Purpose::FilledForm => "dialog.filled_form",
            Purpose::Deposits => "dialog.deposits",
            Purpose::Programme(_) => "dialog.programme",
            Purpose::ProgrammeFolder(_) => "dialog.programme_folder",
            Purpose::ReadAges(_) => "dialog.read_ages",
            Purpose::SaveProject => "dialog.save_project",
            Purpose::SaveScenario(_) => "dialog.save_scenario",
            Purpose::ExportView | Purpose::ExportChart(_) | Purpose::ExportDeck(_) => "dialog.export",
            Purpose::Template => "dialog.template",
            Purpose::SaveBlank(_) => "dialog.save_blank",
            Purpose::ExportFindings(_) => "dialog.export_findings",
        }
    }

    /// The ending of a file of its kind.
    pub const fn ending(self) -> &'static str {
        match self {
            Purpose::Open | Purpose::Compare | Purpose::SaveProject => project::ENDING,
            Purpose::SaveScenario(_) | Purpose::ReadTree | Purpose::ReadRules | Purpose::SaveText(_) => "toml",
            Purpose::OwnForm => "toml",
            Purpose::ExportChart(_) => "png",
            Purpose::ExportView | Purpose::ExportDeck(DeckFile::Slides) | Purpose::Template => "pptx",
            Purpose::ExportDeck(DeckFile::Report) => "docx",
            Purpose::ExportDeck(DeckFile::Workbook) => "xlsx",
            Purpose::ExportDeck(DeckFile::Pages) | Purpose::SaveDuties { file: SignedFile::Pdf, .. } => "pdf",
            Purpose::SaveStatements { file: SignedFile::Pdf, .. } => "pdf",
            Purpose::SaveDuties { file: SignedFile::Workbook, .. } => "xlsx",
            Purpose::SaveStatements { file: SignedFile::Workbook, .. } => "xlsx",
            Purpose::Import | Purpose::Ledger(_) | Purpose::Deposits | Purpose::ReadAges(_) => "csv",
            Purpose::Entries(_) | Purpose::ReadStatement => "csv",
            Purpose::Forms | Purpose::BlankForm | Purpose::FilledForm | Purpose::SaveBlank(_) => "xlsx",
            Purpose::Programme(_) | Purpose::ProgrammeFolder(_) => "csv",
            Purpose::ExportFindings(FindingsFile::MarkedCopy) => "xlsx",
            Purpose::ExportFindings(FindingsFile::List) => "json",
        }
    }
}
