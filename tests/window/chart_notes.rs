//! Notes at the points of charts that are not over categories: a curve, a heat map, flows of money, people by age, and the
//! score curve beside a page. Each is written by its menu, drawn, undone, exported with its chart, kept with the project.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::Path;

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect};
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::report::model::points::Points as _;
use tongchou::report::model::slide::Body;
use tongchou::ui::purpose::Purpose;
use tongchou::ui::witness::Witness;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::Window;

const WORDS: &str = "会上议定";

fn scenario(tabs: &[&str], project: Option<&Path>) -> Window {
    let mut window = Window::on("情景", 1440.0, 1200.0, project);
    tabs.iter().for_each(|tab| {
        let found: Vec<_> = window.0.get_all_by_role_and_label(Role::RadioButton, tab).collect();
        found[0].click();
        drop(found);
        window.0.step();
        window.settle();
    });
    window
}

/// Where a chart is, by what is said of it.
fn place(window: &Window, part: &str) -> Rect {
    let is_it = |label: Option<String>| label.is_some_and(|label| label.contains(part));
    let mut charts = window.0.get_all_by_role(Role::Figure).filter(|node| is_it(node.accesskit_node().label()));
    charts.next().unwrap_or_else(|| panic!("no {part}: {:?}", window.words())).rect()
}

/// Types the words into the menu that is open.
fn write(window: &mut Window) {
    window.0.get_by_role_and_label(Role::TextInput, "批注").click();
    window.0.run();
    window.0.event(egui::Event::Text(WORDS.to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
}

/// What is written at the charts that are drawn: at which points, in their names.
fn noted(window: &mut Window) -> Vec<([String; 2], String)> {
    let witness = Witness::of(&window.0.ctx);
    window.0.step();
    let mut all = Vec::new();
    for body in witness.take() {
        let Some(chart) = body.points() else { continue };
        let name = |at: (usize, usize)| chart.names_of(at).expect("the point is there");
        all.extend(chart.noted().iter().map(|noted| (name((noted.series, noted.category)), noted.text.clone())));
    }
    all
}

/// The text of all parts of a file.
fn text(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        all += &String::from_utf8_lossy(&bytes);
    }
    all
}

/// The note stands, is undone and done again, goes into the chart's own workbook, and is there after saving and reopening.
fn stays(window: &mut Window, number: Option<usize>, again: impl FnOnce(&Path) -> Window) -> [String; 2] {
    let notes = noted(window);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(notes[0].1, WORDS);
    let folder = TempDir::new().unwrap();
    if let Some(number) = number {
        let path = folder.path().join("a.xlsx");
        window.0.state_mut().choose_files(Purpose::ExportChart(number), vec![path.clone()]);
        window.comes("a.xlsx");
        window.settle();
        assert!(text(&path).contains(WORDS));
    }
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(noted(window).is_empty());
    window.keys(Modifiers::COMMAND, Key::Y);
    assert_eq!(noted(window), notes);
    let project = folder.path().join("b.tongchou");
    window.0.state_mut().choose_files(Purpose::SaveProject, vec![project.clone()]);
    window.comes("b.tongchou");
    window.settle();
    assert_eq!(noted(&mut again(&project)), notes);
    notes[0].0.clone()
}

#[test]
fn a_note_stands_at_a_point_of_a_curve() {
    let mut window = scenario(&["求解"], None);
    let chart = place(&window, "征缴率与");
    window.right_click(chart.center());
    write(&mut window);
    stays(&mut window, Some(0), |project| scenario(&["求解"], Some(project)));
}

#[test]
fn a_note_stands_at_a_cell_of_a_heat_map() {
    let tabs = ["敏感性", "双因素"];
    let mut window = scenario(&tabs, None);
    let body = |window: &mut Window| {
        let witness = Witness::of(&window.0.ctx);
        window.0.step();
        let heat =
            witness.take().into_iter().find_map(|body| if let Body::Heat(heat) = body { Some(heat) } else { None });
        heat.expect("a heat map")
    };
    let (heat, chart) = (body(&mut window).title, place(&window, "征缴率"));
    window.right_click(chart.left_top() + egui::vec2(4.0, 4.0));
    write(&mut window);
    stays(&mut window, Some(0), |project| scenario(&tabs, Some(project)));
    // At the left above: the least of the one, the most of the other.
    let after = body(&mut window);
    assert_eq!(after.title, heat);
    assert_eq!((after.noted[0].series, after.noted[0].category), (after.up.values.len() - 1, 0));
}

#[test]
fn a_note_stands_at_a_flow_and_the_keyboard_writes_it() {
    let mut window = scenario(&["回溯测算"], None);
    let witness = Witness::of(&window.0.ctx);
    window.0.step();
    let flows =
        witness.take().into_iter().find_map(|body| if let Body::Flows(flows) = body { Some(flows) } else { None });
    let title = flows.expect("flows").title;
    let is_it = |label: Option<String>| label.is_some_and(|label| label.starts_with(&title));
    let charts: Vec<_> =
        window.0.get_all_by_role(Role::Figure).filter(|node| is_it(node.accesskit_node().label())).collect();
    charts[0].focus();
    drop(charts);
    window.0.run();
    window.keys(Modifiers::NONE, Key::Home);
    window.keys(Modifiers::SHIFT, Key::F10);
    write(&mut window);
    let [ends, _] = stays(&mut window, Some(0), |project| scenario(&["回溯测算"], Some(project)));
    assert!(ends.contains(" → "), "{ends}");
}

/// What the flow of these keys is called: who gives whom, and what.
fn named(window: &mut Window, [ends, kind]: &[String; 2]) -> [String; 2] {
    let witness = Witness::of(&window.0.ctx);
    window.0.step();
    let is_flows = |body| if let Body::Flows(flows) = body { Some(flows) } else { None };
    let flows = witness.take().into_iter().find_map(is_flows).expect("flows");
    let link = &flows.links[flows.find(ends, 0, kind).expect("it is there").1];
    let name = |node: usize| flows.nodes[node].name.as_str();
    [format!("{} → {}", name(link.from), name(link.to)), link.what.clone()]
}

/// Speaks another language, by the palette.
fn speak(window: &mut Window, language: &str) {
    window.keys(Modifiers::COMMAND, Key::K);
    window.0.event(egui::Event::Text(language.to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
}

/// The flow from the pool of all to a county has names of its own in each language; the note stands in both, and is taken
/// away in either.
#[test]
fn a_note_at_a_flow_stands_in_both_languages_and_as_it_was_kept_once() {
    let mut window = scenario(&["回溯测算"], None);
    let chart = place(&window, "市级统筹基金");
    window.right_click(Pos2::new(chart.left() + chart.width() * 0.6, chart.center().y));
    write(&mut window);
    let written = noted(&mut window);
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(written[0].0[0].starts_with("/ → @"), "{written:?}");
    speak(&mut window, "English");
    assert_eq!(noted(&mut window), written);
    speak(&mut window, "中文");

    // A project of before kept it by the names of its language.
    let folder = TempDir::new().unwrap();
    let project = folder.path().join("a.tongchou");
    window.0.state_mut().choose_files(Purpose::SaveProject, vec![project.clone()]);
    window.comes("a.tongchou");
    window.settle();
    let [ends, kind] = &written[0].0;
    let names = named(&mut window, &written[0].0);
    assert!(names[0].starts_with("市级统筹基金 → ") && names[1] != *kind, "{names:?}");
    let old = folder.path().join("b.tongchou");
    let mut zip = ZipWriter::new(File::create(&old).unwrap());
    let mut parts = ZipArchive::new(File::open(&project).unwrap()).unwrap();
    for n in 0..parts.len() {
        let mut part = parts.by_index(n).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if part.name().unwrap() == "deck.toml" {
            let deck = String::from_utf8(bytes).unwrap();
            let by_keys = [format!("series = \"{ends}\""), format!("category = \"{kind}\"")];
            assert!(by_keys.iter().all(|by_key| deck.contains(by_key)), "{deck}");
            let deck = deck.replace(&by_keys[0], &format!("series = \"{}\"", names[0]));
            bytes = deck.replace(&by_keys[1], &format!("category = \"{}\"", names[1])).into_bytes();
        }
        zip.start_file(part.name().unwrap().into_owned(), SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
    let mut again = scenario(&["回溯测算"], Some(&old));
    assert_eq!(noted(&mut again), written, "it is found by its names");
    let chart = place(&again, "市级统筹基金");
    again.right_click(Pos2::new(chart.left() + chart.width() * 0.6, chart.center().y));
    again.0.get_by_role_and_label(Role::TextInput, "批注").click();
    again.0.run();
    again.keys(Modifiers::COMMAND, Key::A);
    again.keys(Modifiers::NONE, Key::Backspace);
    again.keys(Modifiers::NONE, Key::Enter);
    assert!(again.session().deck().notes.is_empty(), "{:?}", again.session().deck().notes);
}

#[test]
fn a_note_stands_at_an_age_of_one_sex() {
    let mut window = scenario(&["延迟退休"], None);
    window.click(Role::Button, "按年龄测算");
    window.click(Role::RadioButton, "年龄构成");
    let chart = place(&window, "人员的年龄");
    window.right_click(Pos2::new(chart.left() + chart.width() * 0.75, chart.center().y));
    write(&mut window);
    let by_age = window.session().scenarios().iter().find(|scenario| scenario.people.is_some());
    let name = by_age.expect("it was added").name.clone();
    let [side, age] = stays(&mut window, Some(0), |project| {
        let mut window = scenario(&["延迟退休"], Some(project));
        window.choose("情景", &name);
        window.click(Role::RadioButton, "年龄构成");
        window
    });
    assert!(side.contains('女') && age.parse::<u32>().is_ok_and(|age| (20..100).contains(&age)), "{side} {age}");
}

#[test]
fn a_note_stands_at_the_score_curve_beside_the_tree() {
    fn tree(project: Option<&Path>) -> Window {
        let mut window = Window::on("考核", 1440.0, 1200.0, project);
        window.click(Role::RadioButton, "指标体系");
        let first = window.0.get_all_by_role(Role::Cell).map(|node| node.rect()).next().expect("a row").center();
        window.0.hover_at(first);
        window.0.step();
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            window.0.event(egui::Event::PointerButton { pos: first, button, pressed, modifiers: Modifiers::NONE });
            window.0.step();
        }
        // The first rows are no leaves.
        for _ in 0..4 {
            window.settle();
            if window.says("得分与数值") {
                break;
            }
            window.keys(Modifiers::NONE, Key::ArrowDown);
        }
        window
    }
    let mut window = tree(None);
    let chart = place(&window, "得分与数值");
    window.right_click(chart.center());
    write(&mut window);
    let name = window.session().deck().notes[0].chart.clone();
    assert!(name.starts_with("score "), "{name}");
    stays(&mut window, Some(1), |project| tree(Some(project)));
}
