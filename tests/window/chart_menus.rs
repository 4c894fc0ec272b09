//! What a chart's menu offers: its picture, its numbers, a file and a page of it, and a note at a point, which goes wherever
//! the chart goes. By the pointer and by the keyboard.

use std::io::Read;
use std::path::Path;

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::report::deck::{CountyChart, Shows};
use tongchou::report::model::slide::Body;
use tongchou::ui::purpose::Purpose;
use tongchou::ui::witness::Witness;

use crate::support::Window;

const FLOWS: &str = "全市征缴与支出";

fn county() -> Window {
    Window::on("区县", 1440.0, 1200.0, None)
}

/// Where a chart is, by the beginning of what is said of it.
fn place(window: &Window, title: &str) -> egui::Rect {
    let is_it = |label: Option<String>| label.is_some_and(|label| label.starts_with(title));
    let mut charts = window.0.get_all_by_role(Role::Figure).filter(|node| is_it(node.accesskit_node().label()));
    charts.next().unwrap_or_else(|| panic!("no {title}")).rect()
}

fn press(window: &mut Window, label: &str) {
    window.0.get_by_label(label).click();
    window.0.step();
    window.settle();
}

fn noted(window: &mut Window) -> Vec<(String, String, String)> {
    let witness = Witness::of(&window.0.ctx);
    window.0.step();
    let figures = witness.take().into_iter().filter_map(|body| match body {
        Body::Figure(figure) => Some(figure),
        _ => None,
    });
    let at = |figure: tongchou::report::Figure| {
        let names = figure.names();
        let one = |noted: tongchou::report::Noted| {
            (figure.series[noted.series].name.clone(), names[noted.category].clone(), noted.text)
        };
        figure.noted.clone().into_iter().map(one).collect::<Vec<_>>()
    };
    figures.flat_map(at).collect()
}

fn parts(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut all = String::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        if file.name().unwrap().contains("charts/chart") {
            file.read_to_string(&mut all).unwrap();
        }
    }
    all
}

#[test]
fn a_chart_is_copied_as_numbers_and_added_alone() {
    let mut window = county();
    let at = place(&window, "全市短缺率").center();
    window.right_click(at);
    window.0.get_by_label("复制数据").click();
    window.0.step();
    let commands = &window.0.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let text = text.expect("something is copied");
    assert!(text.lines().next().is_some_and(|line| line.contains("短缺率（%）")), "{text}");
    assert_eq!(text.lines().count(), 49, "the months of four years");
    window.settle();

    window.right_click(at);
    press(&mut window, "此图加入汇报");
    let pages = &window.session().deck().pages;
    assert_eq!(pages.len(), 1);
    assert!(matches!(pages[0].shows, Shows::County { chart: CountyChart::Shortfall, .. }), "{:?}", pages[0]);
}

/// On a screen that is not high the charts stand in turn: each is whole, and is the same one to its menu.
#[test]
fn charts_that_stand_in_turn_are_whole_and_keep_their_numbers() {
    let mut window = Window::on("区县", 1366.0, 768.0, None);
    let shown = |window: &Window| window.0.query_all_by_role(Role::Figure).map(|node| node.rect()).collect::<Vec<_>>();
    assert_eq!(shown(&window).len(), 1);
    window.click(Role::RadioButton, "短缺率、征缴率、赡养率、结余");
    let table = window.0.get_by_role(Role::Table).rect();
    let charts = shown(&window);
    assert_eq!(charts.len(), 4);
    assert!(charts.iter().all(|chart| chart.bottom() <= table.top()), "{charts:?} above {table:?}");
    let at = place(&window, "全市征缴率").center();
    window.right_click(at);
    press(&mut window, "此图加入汇报");
    let pages = &window.session().deck().pages;
    assert!(matches!(pages[0].shows, Shows::County { chart: CountyChart::Collection, .. }), "{:?}", pages[0]);
    // It is the one that is looked at wherever one comes back to it.
    window.click(Role::Tab, "总览");
    window.click(Role::Tab, "区县");
    assert_eq!(shown(&window).len(), 4);
}

#[test]
fn a_note_is_drawn_kept_undone_and_exported() {
    let mut window = county();
    let chart = place(&window, FLOWS);
    window.right_click(chart.center());
    window.0.get_by_role_and_label(Role::TextInput, "批注").click();
    window.0.run();
    window.0.event(egui::Event::Text("补发三个月".to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
    let notes = noted(&mut window);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(notes[0].2, "补发三个月");
    assert_eq!(window.session().deck().notes.len(), 1);

    // Whatever period the headline speaks of, and after another screen, it stands there.
    window.click(Role::Tab, "总览");
    window.click(Role::Tab, "区县");
    assert_eq!(noted(&mut window), notes);

    // In the chart's own file, as a native label; and in a picture.
    let folder = TempDir::new().unwrap();
    for name in ["a.pptx", "a.docx", "a.xlsx"] {
        let path = folder.path().join(name);
        window.0.state_mut().choose_files(Purpose::ExportChart(0), vec![path.clone()]);
        window.comes(name);
        window.settle();
        assert!(parts(&path).contains("补发三个月"), "{name}");
    }
    // The whole page has it too, once.
    let path = folder.path().join("b.pptx");
    window.0.state_mut().choose_files(Purpose::ExportView, vec![path.clone()]);
    window.comes("b.pptx");
    window.settle();
    assert_eq!(parts(&path).matches("补发三个月").count(), 1);

    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(noted(&mut window).is_empty());
    window.keys(Modifiers::COMMAND, Key::Y);
    assert_eq!(noted(&mut window), notes);

    let project = folder.path().join("a.tongchou");
    window.0.state_mut().choose_files(Purpose::SaveProject, vec![project.clone()]);
    window.comes("a.tongchou");
    window.settle();
    let mut again = Window::on("区县", 1440.0, 1200.0, Some(&project));
    assert_eq!(noted(&mut again), notes);
}

#[test]
fn the_menu_of_a_chart_is_reached_by_the_keyboard_and_an_empty_note_goes() {
    let mut window = county();
    let focus = |window: &mut Window| {
        let is_it = |label: Option<String>| label.is_some_and(|label| label.starts_with(FLOWS));
        let charts: Vec<_> =
            window.0.get_all_by_role(Role::Figure).filter(|node| is_it(node.accesskit_node().label())).collect();
        charts[0].focus();
        drop(charts);
        window.0.run();
    };
    focus(&mut window);
    window.keys(Modifiers::NONE, Key::Home);
    window.keys(Modifiers::SHIFT, Key::F10);
    assert!(window.says("复制为图片") && window.says("导出此图…"));
    for _ in 0..12 {
        if window.0.get_by_role_and_label(Role::TextInput, "批注").is_focused() {
            break;
        }
        window.keys(Modifiers::NONE, Key::Tab);
    }
    window.0.event(egui::Event::Text("开始".to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
    let notes = noted(&mut window);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!((notes[0].1.as_str(), notes[0].2.as_str()), ("2004-01", "开始"));

    focus(&mut window);
    window.keys(Modifiers::NONE, Key::Menu);
    for _ in 0..12 {
        if window.0.get_by_role_and_label(Role::TextInput, "批注").is_focused() {
            break;
        }
        window.keys(Modifiers::NONE, Key::Tab);
    }
    window.keys(Modifiers::COMMAND, Key::A);
    window.keys(Modifiers::NONE, Key::Backspace);
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(noted(&mut window).is_empty());
}

#[test]
fn every_chart_of_the_pages_is_the_page_that_its_menu_adds() {
    let mut window = Window::on("年度对比", 1440.0, 1200.0, None);
    let witness = Witness::of(&window.0.ctx);
    window.0.step();
    let charts = witness.take().into_iter().filter(|body| !matches!(body, Body::Sheet(_))).count();
    assert!(charts > 1);
    let folder = TempDir::new().unwrap();
    for number in 0..charts {
        let path = folder.path().join(format!("{number}.svg"));
        window.0.state_mut().choose_files(Purpose::ExportChart(number), vec![path.clone()]);
        window.comes(&format!("{number}.svg"));
        window.settle();
        assert!(std::fs::metadata(&path).unwrap().len() > 1_000);
    }
    let files: Vec<Vec<u8>> =
        (0..charts).map(|n| std::fs::read(folder.path().join(format!("{n}.svg"))).unwrap()).collect();
    assert!((1..charts).all(|n| files[n] != files[0]));
}
