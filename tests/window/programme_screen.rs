//! 专项 as an officer uses it: the shipped examples, the files of the commands read and written, kept in the project,
//! taken back; members who move, and what that does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::support::Window;
use eframe::egui;
use egui::accesskit::Role;
use tongchou::locale::Language;
use tongchou::scenario::Scenario;
use tongchou::session::{Command, News, Session};
use tongchou::statements::programme::{Given, Matter};

fn case(matter: &str, files: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(matter).join("1");
    files.iter().map(|name| folder.join(name)).collect()
}

#[test]
fn the_examples_say_what_they_are_and_lead_to_what_was_printed() {
    let mut window = Window::on("专项", 1366.0, 768.0, None);
    assert!(window.says("机构和金额都是示意"));
    window.click(Role::RadioButton, "筹资渠道");
    assert!(window.says("年均增长 51.5%"));
    window.click(Role::RadioButton, "就业目标");
    for words in ["193", "138.3%", "141.1%", "各单位、各月的数为重建"] {
        assert!(window.says(words), "{words}");
    }
    window.click(Role::RadioButton, "关系转移");
    assert!(window.says("1,120"));
}

/// The files of a settled case come in, and out as the command writes them; the project keeps them, and undo takes them back.
#[test]
fn files_of_the_commands_go_in_and_out_and_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    for (matter, files) in [
        (Matter::Cap, &["institutions.csv", "rules.toml"][..]),
        (Matter::Targets, &["rules.toml", "actuals.csv", "units.csv"]),
    ] {
        session.done(Command::ReadProgramme(matter, case(matter.key(), files)));
        let out = folder.path().join(matter.key());
        session.done(Command::SaveProgramme(matter, out.clone()));
        for expected in std::fs::read_dir(case(matter.key(), &["expected"]).remove(0)).unwrap() {
            let expected = expected.unwrap().path();
            let written = std::fs::read_to_string(out.join(expected.file_name().unwrap())).unwrap();
            assert!(written == std::fs::read_to_string(&expected).unwrap(), "{}", expected.display());
        }
    }
    let kept = session.programmes().clone();
    let path = folder.path().join("own.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    assert!(*again.programmes() == kept);
    again.apply(Command::Undo);
    assert!(again.programmes().own(Matter::Targets).is_none() && again.programmes().own(Matter::Cap).is_some());
    let news = again.done(Command::ReadProgramme(Matter::Cap, case("targets", &["units.csv"])));
    let failed = |news: &News| matches!(news, News::Failed(found) if found[0].code == "programme-columns");
    assert!(news.iter().any(failed));
}

#[test]
fn what_is_typed_counts_and_what_is_missing_is_named() {
    let mut window = Window::on("专项", 1366.0, 768.0, None);
    window.click(Role::Button, "填自己的");
    assert!(window.says("还缺"));
    let own = window.session().programmes().own(Matter::Cap).unwrap().clone();
    assert!(own == Given::blank(Matter::Cap).into());
    window.click(Role::Button, "改回示例");
    assert!(window.session().programmes().own(Matter::Cap).is_none());
}

#[test]
fn members_who_move_are_put_in_beside_what_comes_of_it() {
    let mut window = Window::on("专项", 1366.0, 768.0, None);
    window.click(Role::RadioButton, "关系转移");
    window.click(Role::Button, "增加一次关系转移");
    let moves = |scenario: &Arc<Scenario>| scenario.transfers.len() == 1;
    let shown = window.session().scenarios().iter().position(moves).expect("it is put in");
    assert!(window.session().outcome(shown).is_some());
    assert!(window.says("转移 0 人"));
    window.click(Role::Button, "删除这次关系转移");
    assert!(window.says("1,120"));
}
