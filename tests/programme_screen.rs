//! 专项 as an officer uses it: the shipped examples, the files of the commands read and written, kept in the project,
//! taken back; members who move, and what that does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;
use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::locale::Language;
use tongchou::scenario::Scenario;
use tongchou::session::{Command, News, Session};
use tongchou::statements::programme::{Given, Matter};
use tongchou::ui::app::{App, Folders};

/// The window and what a person does to it.
struct Window(Harness<'static, App>);

impl Window {
    fn open() -> Window {
        let harness = Harness::builder()
            .with_size(vec2(1366.0, 768.0))
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), None));
        let mut window = Window(harness);
        window.settle();
        window.click(Role::Tab, "专项");
        window
    }

    fn session(&self) -> &Session {
        self.0.state().session()
    }

    fn settle(&mut self) {
        self.0.state_mut().settle();
        let began = Instant::now();
        while {
            self.0.step();
            self.session().is_reading()
        } {
            assert!(began.elapsed() < Duration::from_secs(120), "an answer comes in good time");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.0.run();
    }

    fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.0.step();
        self.settle();
    }

    fn says(&self, words: &str) -> bool {
        let nodes = self.0.root().children_recursive();
        let mut said = nodes.filter_map(|node| node.accesskit_node().label().or(node.accesskit_node().value()));
        said.any(|said| said.contains(words))
    }
}

fn case(matter: &str, files: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(matter).join("1");
    files.iter().map(|name| folder.join(name)).collect()
}

#[test]
fn the_examples_say_what_they_are_and_lead_to_what_was_printed() {
    let mut window = Window::open();
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
    let wait = |session: &mut Session| {
        let mut news = session.poll();
        while session.is_reading() {
            std::thread::sleep(Duration::from_millis(5));
            news.extend(session.poll());
        }
        news
    };
    for (matter, files) in [
        (Matter::Cap, &["institutions.csv", "rules.toml"][..]),
        (Matter::Targets, &["rules.toml", "actuals.csv", "units.csv"]),
    ] {
        session.apply(Command::ReadProgramme(matter, case(matter.key(), files)));
        wait(&mut session);
        let out = folder.path().join(matter.key());
        session.apply(Command::SaveProgramme(matter, out.clone()));
        for expected in std::fs::read_dir(case(matter.key(), &["expected"]).remove(0)).unwrap() {
            let expected = expected.unwrap().path();
            let written = std::fs::read_to_string(out.join(expected.file_name().unwrap())).unwrap();
            assert!(written == std::fs::read_to_string(&expected).unwrap(), "{}", expected.display());
        }
    }
    let kept = session.programmes().clone();
    let path = folder.path().join("own.tongchou");
    session.apply(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.apply(Command::Open(path));
    wait(&mut again);
    assert!(*again.programmes() == kept);
    again.apply(Command::Undo);
    assert!(again.programmes().own(Matter::Targets).is_none() && again.programmes().own(Matter::Cap).is_some());
    again.apply(Command::ReadProgramme(Matter::Cap, case("targets", &["units.csv"])));
    let failed = |news: &News| matches!(news, News::Failed(found) if found[0].code == "programme-columns");
    assert!(wait(&mut again).iter().any(failed));
}

#[test]
fn what_is_typed_counts_and_what_is_missing_is_named() {
    let mut window = Window::open();
    window.click(Role::Button, "填自己的");
    assert!(window.says("还缺"));
    let own = window.session().programmes().own(Matter::Cap).unwrap().clone();
    assert!(own == Given::blank(Matter::Cap).into());
    window.click(Role::Button, "改回示例");
    assert!(window.session().programmes().own(Matter::Cap).is_none());
}

#[test]
fn members_who_move_are_put_in_beside_what_comes_of_it() {
    let mut window = Window::open();
    window.click(Role::RadioButton, "关系转移");
    window.click(Role::Button, "增加一次关系转移");
    let moves = |scenario: &Arc<Scenario>| scenario.transfers.len() == 1;
    let shown = window.session().scenarios().iter().position(moves).expect("it is put in");
    assert!(window.session().outcome(shown).is_some());
    assert!(window.says("转移 0 人"));
    window.click(Role::Button, "删除这次关系转移");
    assert!(window.says("1,120"));
}
