//! Values corrected by hand: in the project and in an import, taken back, kept, and gone where the source has changed.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tongchou::dataset::{Change, Correction, Dataset, Told};
use tongchou::field::{Amount, Field};
use tongchou::finding::{Finding, Severity};
use tongchou::intake::data_file;
use tongchou::locale::Language;
use tongchou::measures::Fund;
use tongchou::money::Money;
use tongchou::month::Period;
use tongchou::session::import::Taking;
use tongchou::session::project;
use tongchou::session::standing::Correcting;
use tongchou::session::{Command, Edit, News, Session};

/// A county in 万元: February's heads can't be read, May's pensions are in 元.
const TABLE: &str = "单位：万元\n区县,年月,缴费人数,离退休人数,实缴,基本养老金支出\n\
    甲县,2026-01,1001,500,121,111\n甲县,2026-02,约120,500,122,112\n甲县,2026-03,1003,500,123,113\n\
    甲县,2026-04,1004,500,124,114\n甲县,2026-05,1005,500,125,1150000\n甲县,2026-06,1006,500,126,116\n";

struct Desk {
    folder: tempfile::TempDir,
    session: Session,
}

impl Desk {
    fn new() -> Desk {
        let session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        Desk { folder: tempfile::tempdir().unwrap(), session }
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("月报.csv");
        fs::write(&path, text).unwrap();
        path
    }

    fn correct(&mut self, month: u32, field: Field, change: Change) {
        self.session.apply(Command::Edit(Edit::Correct(correcting(month, field, change))));
    }

    fn open(&self) -> Vec<String> {
        open(self.session.findings())
    }
}

/// A correction as the form asks for it: what the source tells is looked up.
fn correcting(month: u32, field: Field, change: Change) -> Correcting {
    let (note, who, when) = ("电话核实".to_owned(), "王芳".to_owned(), "2026-11-29".to_owned());
    let told = Told::default();
    Correcting::Put(Box::new(Correction {
        county: "甲县".into(),
        period: of(month),
        field,
        change,
        told,
        note,
        who,
        when,
    }))
}

fn of(month: u32) -> Period {
    format!("2026-{month:02}").parse().unwrap()
}

fn yuan(yuan: i64) -> Change {
    Change::Value(Amount::Money(Money::from_yuan(yuan)))
}

/// What is neither settled nor a mere note.
fn open(findings: &[Finding]) -> Vec<String> {
    let counts = |f: &&Finding| f.severity <= Severity::Warning;
    findings.iter().filter(counts).map(|f| format!("{} {}", f.code, f.origin.cell().unwrap_or_default())).collect()
}

fn heads(data: &Dataset, month: u32) -> Option<i64> {
    data.counties[0].row(of(month)).unwrap().persons(Field::Contributors)
}

fn pension(data: &Dataset, month: u32) -> Option<Money> {
    data.counties[0].row(of(month)).unwrap().money(Field::Pension)
}

/// A project with the table's data, both faults mended in the import.
fn imported() -> Desk {
    let mut desk = Desk::new();
    let path = desk.file(TABLE);
    assert_eq!(desk.session.done(Command::Open(path)), [News::Importing]);
    let draft = desk.session.draft().unwrap();
    assert_eq!(open(&draft.made().findings), ["type-error C4", "unit-slip F7"], "both at once");
    assert!(!draft.is_ready());
    desk.session.done(Command::CorrectImport(correcting(2, Field::Contributors, Change::Value(Amount::Persons(1002)))));
    desk.session.done(Command::CorrectImport(correcting(5, Field::Pension, Change::Accepted)));
    let draft = desk.session.draft().unwrap();
    assert!(draft.is_ready() && open(&draft.made().findings).is_empty(), "{:?}", open(&draft.made().findings));
    assert_eq!(heads(draft.made().dataset.as_ref().unwrap(), 2), Some(1002));
    desk.session.done(Command::UndoChoice);
    desk.session.done(Command::UndoChoice);
    assert!(!desk.session.draft().unwrap().is_ready(), "both are taken back");
    desk.session.done(Command::RedoChoice);
    desk.session.done(Command::RedoChoice);
    assert_eq!(desk.session.done(Command::AcceptImport(Taking::Anew)), [News::Opened]);
    desk
}

#[test]
fn what_is_corrected_in_an_import_no_longer_blocks_it() {
    let desk = imported();
    let (data, read) = (desk.session.data(), desk.session.read());
    assert_eq!((heads(data, 2), heads(read, 2)), (Some(1002), None));
    assert_eq!(&*read.told("甲县", of(2), Field::Contributors).unwrap().text, "约120", "the original stays behind it");
    let settled: Vec<String> = desk
        .session
        .findings()
        .iter()
        .filter(|f| f.severity == Severity::Settled)
        .map(|f| f.sentence(Language::Chinese))
        .collect();
    assert_eq!(settled.len(), 2, "{settled:?}");
    assert!(
        settled[0].ends_with("〔已更正：1002，王芳，电话核实〕")
            || settled[1].ends_with("〔已更正：1002，王芳，电话核实〕"),
        "{settled:?}"
    );
    assert!(settled.iter().any(|s| s.ends_with("〔已确认无误：王芳，电话核实〕")), "{settled:?}");
}

#[test]
fn a_correction_reaches_the_measures_and_undo_restores() {
    let mut desk = imported();
    let gap = |desk: &Desk| {
        let fund = Fund::observed(desk.session.data());
        fund.money(fund.places().root(), of(5), Field::Pension)
    };
    let before = (gap(&desk), desk.open());
    desk.correct(5, Field::Pension, yuan(1_150_000));
    assert_eq!(gap(&desk), Some(Money::from_yuan(1_150_000)));
    assert_eq!(pension(desk.session.read(), 5), Some(Money::from_yuan(11_500_000_000)));
    let label = desk.session.undo_label().unwrap().to_owned();
    assert!(label.contains("甲县2026年5月") && label.contains(" → "), "{label}");
    desk.session.settle();
    assert!(desk.session.is_current(0));
    desk.correct(4, Field::Pension, Change::Unknown);
    assert_eq!(pension(desk.session.data(), 4), None);
    assert!(desk.open().is_empty(), "what is unknown by hand is not called blank: {:?}", desk.open());
    desk.session.apply(Command::Undo);
    desk.session.apply(Command::Undo);
    assert_eq!((gap(&desk), desk.open()), before);
    desk.session.apply(Command::Redo);
    assert_eq!(gap(&desk), Some(Money::from_yuan(1_150_000)));
    desk.session.apply(Command::Edit(Edit::Correct(Correcting::Take("甲县".into(), of(5), Field::Pension))));
    assert_eq!(gap(&desk), before.0);
    assert_eq!(desk.open(), ["unit-slip F7"], "nobody finds it right any more");
}

#[test]
fn a_correction_that_cannot_stand_is_refused_aloud() {
    let mut desk = Desk::new();
    let table = TABLE
        .replace("约120", "1002")
        .replace("基本养老金支出\n", "基本养老金支出,其中：补发\n")
        .replace("\n甲", ",1\n甲");
    let table = table.replacen(",1\n", "\n", 1).trim_end().to_owned() + ",1\n";
    let path = desk.file(&table);
    desk.session.done(Command::Open(path));
    desk.session.done(Command::AcceptImport(Taking::Anew));
    let before = desk.session.data().clone();
    desk.correct(3, Field::Backpay, yuan(1_130_001));
    let news = desk.session.poll();
    assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == "correction-impossible"), "{news:?}");
    assert!(Arc::ptr_eq(desk.session.data(), &before));
}

#[test]
fn reopening_shows_the_same_findings_and_corrections() {
    let mut desk = imported();
    desk.correct(5, Field::Pension, yuan(1_150_000));
    desk.session.apply(Command::Undo);
    let path = desk.folder.path().join("甲.tongchou");
    assert_eq!(desk.session.done(Command::Save(path.clone())), [News::Saved(path.clone())]);
    let (findings, data) = (desk.session.findings().to_vec(), desk.session.data().clone());
    assert!(findings.iter().any(|f| f.code == "absent-as-zero"), "those of the reading are among them");
    desk.session.done(Command::OpenExample(tongchou::dataset::Example::Huangshan));
    assert_eq!(desk.session.done(Command::Open(path)), [News::Opened]);
    assert_eq!(desk.session.findings(), findings);
    assert_eq!(**desk.session.data(), *data);
    assert!(!desk.session.is_changed());
    desk.session.apply(Command::Redo);
    assert_eq!(pension(desk.session.data(), 5), Some(Money::from_yuan(1_150_000)));
}

#[test]
fn reading_again_keeps_a_correction_unless_its_source_has_changed() {
    let mut desk = imported();
    desk.correct(6, Field::Pension, yuan(1_170_000));
    // The same cells, and a month more: nothing is blocked, and nothing is asked again.
    let path = desk.file(&(TABLE.to_owned() + "甲县,2026-07,1007,500,127,117\n"));
    assert_eq!(desk.session.done(Command::Import(vec![path])), [News::Importing]);
    let draft = desk.session.draft().unwrap();
    assert!(draft.is_ready() && open(&draft.made().findings).is_empty(), "{:?}", open(&draft.made().findings));
    assert!(
        matches!(&desk.session.done(Command::AcceptImport(Taking::Join))[..], [News::Joined(joined)] if joined.added == 1)
    );
    assert_eq!(
        (heads(desk.session.data(), 2), pension(desk.session.data(), 6)),
        (Some(1002), Some(Money::from_yuan(1_170_000)))
    );
    assert!(desk.open().is_empty(), "{:?}", desk.open());
    // Another value at the cell: the correction falls away, and that is said, in the import and after it.
    let path = desk.file(&TABLE.replace("约120", "1020").replace(",126,116", ",126,118"));
    desk.session.done(Command::Import(vec![path]));
    let fallen = ["correction-fallen C4", "correction-fallen F8"];
    assert_eq!(open(&desk.session.draft().unwrap().made().findings), fallen);
    desk.session.done(Command::AcceptImport(Taking::Join));
    assert_eq!(
        (heads(desk.session.data(), 2), pension(desk.session.data(), 6)),
        (Some(1020), Some(Money::from_yuan(1_180_000)))
    );
    assert_eq!(desk.open(), fallen);
    let said = desk.session.findings()[0].sentence(Language::Chinese);
    assert!(said.contains("“约120”") && said.contains("1002；王芳 电话核实") && said.contains("“1020”"), "{said}");
    // Taken note of, it is taken away.
    desk.session.apply(Command::Edit(Edit::Correct(Correcting::Take("甲县".into(), of(2), Field::Contributors))));
    assert_eq!(desk.open(), fallen[1..]);
}

impl Desk {
    /// Looks at the files until something is said of them.
    fn look(&mut self) -> Vec<News> {
        for _ in 0..1_000 {
            self.session.look_at_files();
            std::thread::sleep(Duration::from_millis(5));
            match self.session.poll() {
                news if news.is_empty() => {}
                news => return news,
            }
        }
        Vec::new()
    }
}

#[test]
fn a_file_mended_on_disk_is_noticed_and_read_again_in_the_import() {
    let mut desk = Desk::new();
    let path = desk.file(TABLE);
    desk.session.done(Command::Open(path));
    desk.session.done(Command::CorrectImport(correcting(5, Field::Pension, yuan(1_150_000))));
    assert!(desk.session.changed_files().is_empty());
    desk.file(&TABLE.replace("约120", "1002"));
    let names = vec!["月报.csv".to_owned()];
    assert_eq!(desk.look(), [News::SourcesChanged(names.clone())]);
    assert_eq!(desk.session.changed_files(), names);
    desk.session.done(Command::ReadAgain);
    let draft = desk.session.draft().unwrap();
    assert!(draft.is_ready(), "{:?}", open(&draft.made().findings));
    let data = draft.made().dataset.as_ref().unwrap();
    assert_eq!((heads(data, 2), pension(data, 5)), (Some(1002), Some(Money::from_yuan(1_150_000))));
    assert!(desk.session.changed_files().is_empty(), "it was read as it is now");
}

#[test]
fn the_files_of_an_open_project_are_read_again_and_joined() {
    let mut desk = Desk::new();
    let path = desk.file(&TABLE.replace("约120", "1002").replace("单位：万元\n", ""));
    desk.session.done(Command::Open(path));
    // How they were read is known, too: the unit was chosen.
    let mut choices = desk.session.draft().unwrap().choices().clone();
    choices.money_unit = Some("万元".into());
    desk.session.done(Command::Choose(Box::new(choices)));
    desk.session.done(Command::AcceptImport(Taking::Anew));
    let project = desk.folder.path().join("甲.tongchou");
    desk.session.done(Command::Save(project.clone()));
    desk.session.done(Command::OpenExample(tongchou::dataset::Example::Huangshan));
    assert!(!desk.session.can_read_again(), "a sample has no files");
    desk.session.done(Command::Open(project));
    let said = desk.session.done(Command::ReadAgain);
    assert!(matches!(&said[..], [News::Failed(found)] if found[0].code == "sources-unchanged"), "{said:?}");
    let path = desk.file(&TABLE.replace("约120", "1002").replace("单位：万元\n", "").replace(",126,116", ",126,119"));
    assert!(matches!(&desk.look()[..], [News::SourcesChanged(_)]));
    assert_eq!(desk.session.done(Command::ReadAgain), [News::Importing]);
    let made = desk.session.draft().unwrap().made().clone();
    let joined = made.joined.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((joined.added, joined.filled, joined.changed.len()), (0, 0, 1));
    let changed = &joined.changed[0];
    let money = |yuan| Amount::Money(Money::from_yuan(yuan));
    assert_eq!((changed.old, changed.new), (money(1_160_000), money(1_190_000)));
    desk.session.done(Command::AcceptImport(Taking::Join));
    assert_eq!(pension(desk.session.data(), 6), Some(Money::from_yuan(1_190_000)));
    assert!(desk.session.changed_files().is_empty());
    fs::remove_file(path).unwrap();
    let said = desk.session.done(Command::ReadAgain);
    assert!(matches!(&said[..], [News::Failed(found)] if found[0].code == "source-gone"), "{said:?}");
}

/// Two files that differ are settled at the cell, as the first has it or by a third value.
#[test]
fn two_files_that_differ_are_settled_by_hand() {
    let mut desk = Desk::new();
    let good = TABLE.replace("约120", "1002").replace("1150000", "115");
    let first = desk.file(&good);
    let second = desk.folder.path().join("另报.csv");
    fs::write(&second, good.replace(",123,113", ",123,133")).unwrap();
    desk.session.done(Command::Import(vec![first, second]));
    let findings = desk.session.draft().unwrap().made().findings.clone();
    assert_eq!(open(&findings), ["value-conflict F5"]);
    for (change, counts) in [(Change::Accepted, 1_130_000), (yuan(1_140_000), 1_140_000)] {
        desk.session.done(Command::CorrectImport(correcting(3, Field::Pension, change)));
        let draft = desk.session.draft().unwrap();
        assert!(draft.is_ready(), "{:?}", open(&draft.made().findings));
        assert_eq!(pension(draft.made().dataset.as_ref().unwrap(), 3), Some(Money::from_yuan(counts)));
    }
}

/// What a project is exported from, without the window, are the corrected data.
#[test]
fn a_project_s_data_are_the_corrected_ones_wherever_it_is_read() {
    let mut desk = imported();
    desk.correct(5, Field::Pension, yuan(1_150_000));
    let path = desk.folder.path().join("甲.tongchou");
    desk.session.done(Command::Save(path.clone()));
    let project = project::read("甲.tongchou", &fs::read(path).unwrap()).unwrap();
    let corrected = project.shown.corrected();
    assert_eq!((heads(&corrected, 2), pension(&corrected, 5)), (Some(1002), Some(Money::from_yuan(1_150_000))));
    assert_eq!(heads(&project.shown.data, 2), None);
    assert!(data_file::write(&corrected).contains("甲县,2026-05,1005,500,1250000.00,1150000.00"));
}
