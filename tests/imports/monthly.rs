//! A month's work: the next file is added to the open project, changed figures are shown before they are taken, and
//! nothing that is replaced is lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tongchou::field::Field;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::session::import::Taking;
use tongchou::session::{Command, Edit, News, Session, project};

struct Desk {
    folder: tempfile::TempDir,
    session: Session,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("data").join("unsaved.tongchou");
        let session = Session::new(Language::Chinese, Some(copy), Arc::new(|| {}));
        Desk { folder, session }
    }

    fn file(&self, name: &str, rows: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        let text = format!("区县,年月,缴费人数,离退休人数,实缴,基本养老金支出\n{rows}");
        std::fs::write(&path, text).expect("it is written");
        path
    }

    fn apply(&mut self, command: Command) -> Vec<News> {
        self.session.done(command)
    }

    fn read(&mut self, path: &Path, taking: Taking) -> Vec<News> {
        let mut told = self.apply(Command::Open(path.to_owned()));
        if self.session.draft().is_some() {
            assert!(self.session.draft().expect("an import").is_ready());
            told = self.apply(Command::AcceptImport(taking));
        }
        told
    }
}

const JANUARY: &str = "甲区,2026-01,1000,400,900000,1000000\n乙县,2026-01,500,300,400000,700000\n";
const FEBRUARY: &str = "甲区,2026-02,1000,401,910000,1000000\n乙县,2026-02,500,300,410000,700000\n";

#[test]
fn the_next_month_is_added_and_scenarios_move_on_only_when_told() {
    let mut desk = Desk::new();
    let (january, february) = (desk.file("一月.csv", JANUARY), desk.file("二月.csv", FEBRUARY));
    desk.read(&january, Taking::Anew);
    desk.session.apply(Command::Edit(Edit::Rename(0, "我的情景".into())));
    let scenarios = desk.session.scenarios().to_vec();
    let told = desk.read(&february, Taking::Join);
    let joined = told.iter().find_map(|news| if let News::Joined(joined) = news { Some(joined) } else { None });
    assert_eq!(joined.map(|joined| (joined.added, joined.changed.len())), Some((2, 0)));
    assert_eq!(desk.session.data().range().1.to_string(), "2026-02");
    assert_eq!(desk.session.scenarios(), scenarios, "scenarios stay");
    assert_eq!(desk.session.source(), "一月.csv、二月.csv");
    assert!(desk.session.is_changed() && desk.session.undo_label().is_some());
    // Each value still knows its own file.
    let county = &desk.session.data().counties[0];
    let files: Vec<String> = county.sources.iter().map(|source| source.origin().file.to_string()).collect();
    assert_eq!(files, ["一月.csv", "二月.csv"]);
    assert!(desk.session.can_move_on());
    desk.session.apply(Command::Edit(Edit::MoveOn));
    assert_eq!(desk.session.scenarios()[0].start.to_string(), "2026-03");
    assert!(!desk.session.can_move_on());
    desk.session.apply(Command::Undo);
    assert_eq!(desk.session.scenarios(), scenarios);
}

#[test]
fn changed_figures_are_shown_old_and_new_before_they_are_taken() {
    let mut desk = Desk::new();
    let (january, corrected) =
        (desk.file("一月.csv", JANUARY), desk.file("更正.csv", &JANUARY.replace("400000", "400500")));
    desk.read(&january, Taking::Anew);
    let before = desk.session.data().clone();
    desk.apply(Command::Open(corrected));
    let made = desk.session.draft().expect("an import").made().clone();
    let joined = made.joined.as_ref().expect("there is a project").as_ref().expect("they fit");
    let [changed] = &joined.changed[..] else { panic!("{:?}", joined.changed) };
    assert_eq!((&*changed.county, changed.field), ("乙县", Field::Collected));
    assert_eq!((&*changed.stood.file, &*changed.stands.file), ("一月.csv", "更正.csv"));
    assert_eq!(*desk.session.data(), before, "nothing is taken unasked");
    desk.apply(Command::AcceptImport(Taking::Join));
    let row = desk.session.data().counties[1].nth(0);
    assert_eq!(row.money(Field::Collected), Some(Money::from_yuan(400_500)));
}

#[test]
fn what_is_replaced_with_unsaved_changes_is_kept_as_a_numbered_copy() {
    let mut desk = Desk::new();
    let (january, other) = (desk.file("一月.csv", JANUARY), desk.file("另一个.csv", FEBRUARY));
    desk.read(&january, Taking::Anew);
    desk.session.apply(Command::Edit(Edit::Rename(0, "我的情景".into())));
    let told = desk.read(&other, Taking::Anew);
    let kept = told.iter().find_map(|news| if let News::SetAside(path) = news { Some(path.clone()) } else { None });
    let kept = kept.expect("it is set aside");
    assert!(kept.ends_with("kept/一月-1.tongchou"), "{kept:?}");
    assert!(desk.session.recent().contains(&kept));
    // The thread that writes it ends with the session.
    drop(desk.session);
    let back = project::read("一月-1", &std::fs::read(&kept).expect("it is there")).expect("it is whole");
    assert_eq!(back.shown.work.now().family.members()[0].scenario.name, "我的情景");
    assert_eq!(back.shown.data.range().1.to_string(), "2026-01");
}

#[test]
fn a_gap_between_the_months_keeps_the_project_as_it_is() {
    let mut desk = Desk::new();
    let (january, march) = (desk.file("一月.csv", JANUARY), desk.file("三月.csv", &FEBRUARY.replace("-02", "-03")));
    desk.read(&january, Taking::Anew);
    desk.apply(Command::Open(march));
    let made = desk.session.draft().expect("an import").made().clone();
    let refused = made.joined.as_ref().expect("there is a project").as_ref().expect_err("February is missing");
    assert_eq!(refused[0].code, "missing-month");
    assert_eq!(desk.session.data().range().1.to_string(), "2026-01");
}

#[test]
fn what_the_checks_find_is_found_again_when_a_project_is_opened() {
    let mut desk = Desk::new();
    let (table, saved) = (
        desk.file("一月.csv", &JANUARY.replace("1000,400,900000", "1000,400,-900000")),
        desk.folder.path().join("p.tongchou"),
    );
    desk.read(&table, Taking::Anew);
    let checked = |session: &Session| session.findings().iter().filter(|found| found.code == "negative-amount").count();
    assert_eq!(checked(&desk.session), 1, "{:?}", desk.session.findings());
    desk.apply(Command::Save(saved.clone()));
    desk.apply(Command::OpenExample(tongchou::dataset::Example::Huangshan));
    desk.apply(Command::Open(saved));
    assert_eq!(checked(&desk.session), 1);
}
