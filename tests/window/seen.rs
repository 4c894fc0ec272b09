//! What is seen is what is exported: on every screen, tab and chart, under every choice that stands there, the pages that
//! Ctrl+R adds to the deck hold the very charts and the very table that are drawn, and Ctrl+E writes the same numbers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::opened::*;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tempfile::TempDir;
use tongchou::answers::Desk;
use tongchou::dataset::{Dataset, Example};
use tongchou::locale::Language;
use tongchou::proposal;
use tongchou::report::deck::build::{MadePage, Order};
use tongchou::report::deck::parcel::{Form, Parcel};
use tongchou::report::deck::{Page, Plan, Shows};
use tongchou::report::model::slide::Body;
use tongchou::report::words::number::Style;
use tongchou::report::{CellValue, Mark, Measured, Sheet};
use tongchou::sample;
use tongchou::scenario::family::Family;
use tongchou::scenario::history::History;
use tongchou::scenario::{Scenario, Stochastic};
use tongchou::session::project::{self, Books, Project};
use tongchou::session::work::Work;
use tongchou::simulation::Progress;
use tongchou::ui::app::{App, Folders};
use tongchou::ui::witness::Witness;

/// The tabs of the screens that have several.
const SCENARIO: [&str; 12] = [
    "测算",
    "假设",
    "逐年",
    "对照",
    "求解",
    "敏感性",
    "差异分解",
    "延迟退休",
    "做实与并轨",
    "不确定性",
    "回溯测算",
    "实际对照",
];
const BENEFITS: [&str; 2] = ["一个人", "一年新退休人员"];
const ASSESS: [&str; 8] = ["排名", "考核表", "录入", "指标体系", "以奖代补", "抽查", "责任书", "预警"];
const PROGRAMMES: [&str; 4] = ["总额控制", "筹资渠道", "就业目标", "关系转移"];

/// The window and what a person does to it.
struct Window {
    harness: Harness<'static, App>,
    witness: Witness,
    /// How many things were held against each other.
    held: usize,
    /// What was found to differ.
    wrong: Vec<String>,
}

impl Window {
    fn open(project: Option<&Path>) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(1440.0, 1400.0))
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), project));
        let witness = Witness::of(&harness.ctx);
        let mut window = Window { harness, witness, held: 0, wrong: Vec::new() };
        window.settle();
        window
    }

    fn app(&self) -> &App {
        self.harness.state()
    }

    /// Waits for runs and answers and shows them; what is shown may ask for more.
    fn settle(&mut self) {
        let began = Instant::now();
        loop {
            self.harness.state_mut().settle();
            self.harness.step();
            if !self.is_busy() && self.harness.run_ok().is_some() && !self.is_busy() {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(180), "an answer comes in good time");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn is_busy(&self) -> bool {
        let session = self.app().session();
        session.is_reading() || session.is_asking() || self.app().is_making()
    }

    fn labels(&self, role: Role) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        let is_there = |node: &egui_kittest::Node<'_>| {
            let access = node.accesskit_node();
            access.role() == role && access.raw_bounds().is_some()
        };
        nodes.filter(is_there).filter_map(|node| node.accesskit_node().label()).collect()
    }

    /// What is said anywhere.
    fn said(&self) -> BTreeSet<String> {
        let nodes = self.harness.root().children_recursive();
        nodes.flat_map(|node| [node.accesskit_node().label(), node.accesskit_node().value()]).flatten().collect()
    }

    /// Clicks the `n`th thing of a name; whether there was one.
    fn click_nth(&mut self, role: Role, label: &str, n: usize) -> bool {
        let found: Vec<_> = self.harness.query_all_by_role_and_label(role, label).collect();
        let Some(node) = found.get(n) else { return false };
        node.click();
        drop(found);
        self.harness.step();
        self.settle();
        true
    }

    fn click(&mut self, role: Role, label: &str) {
        assert!(self.click_nth(role, label, 0), "no {label}: {:?}", self.labels(role));
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.step();
        self.settle();
    }

    /// Takes the last choice of the drop-down of a name that is not taken yet.
    fn choose_last(&mut self, list: &str) -> bool {
        let before: BTreeSet<String> = self.labels(Role::Button).into_iter().collect();
        let found: Vec<_> = self.harness.query_all_by_role_and_label(Role::ComboBox, list).collect();
        let Some(node) = found.last() else { return false };
        node.click();
        drop(found);
        self.harness.run();
        let choices: Vec<String> = self.labels(Role::Button).into_iter().filter(|l| !before.contains(l)).collect();
        let current = list.split_once(": ").map_or("", |(_, current)| current);
        let Some(choice) = choices.iter().rev().find(|choice| choice.trim() != current) else {
            self.harness.key_press(Key::Escape);
            self.harness.run();
            return false;
        };
        let choice = choice.clone();
        let choices: Vec<_> = self.harness.query_all_by_role_and_label(Role::Button, &choice).collect();
        choices[choices.len() - 1].click();
        drop(choices);
        self.harness.step();
        self.settle();
        true
    }

    fn made(&self, pages: Vec<Page>) -> Result<(Order, Vec<MadePage>), String> {
        let session = self.app().session();
        let plan = Plan { pages, ..Plan::default() };
        let order = Order { plan, ..session.order(Style::default()) };
        let progress = Progress::new();
        let desk = Desk { data: session.data(), threads: tongchou::threads::processors(), progress: &progress };
        let made = order.slides(desk).unwrap();
        let made = made.into_iter().map(|made| made.map_err(|why| format!("{why:?}"))).collect::<Result<_, _>>()?;
        Ok((order, made))
    }

    /// Holds what is drawn against what is exported of it.
    fn check(&mut self, at: &str) {
        self.witness.take();
        self.harness.run();
        self.harness.step();
        let drawn: Vec<Body> = self.witness.take().iter().map(bare).collect();
        let before = self.app().session().deck().pages.len();
        self.keys(Modifiers::COMMAND, Key::R);
        let pages = self.app().session().deck().pages[before..].to_vec();
        let (charts, sheets): (Vec<Body>, Vec<Body>) = drawn.into_iter().partition(|b| !matches!(b, Body::Sheet(_)));
        if pages.is_empty() {
            if !charts.is_empty() || !sheets.is_empty() {
                self.wrong.push(format!("{at}: nothing is exported of {:?} {:?}", titles(&charts), titles(&sheets)));
            }
            return;
        }
        let (order, made) = match self.made(pages) {
            Ok(made) => made,
            Err(why) => return self.wrong.push(format!("{at}: {why}")),
        };
        let exported: Vec<Body> =
            made.iter().map(|page| bare(&page.slide.body)).filter(|b| !matches!(b, Body::Sheet(_))).collect();
        if titles(&exported) != titles(&charts) {
            let (found, wanted) = (titles(&exported), titles(&charts));
            return self.wrong.push(format!("{at}: the charts are {found:?}, not {wanted:?}"));
        }
        for (exported, seen) in exported.iter().zip(&charts).filter(|(exported, seen)| exported != seen) {
            self.wrong.push(format!("{at}: a chart holds\n{exported:?}\nand not\n{seen:?}"));
        }
        for page in &made {
            let sheet = page.sheet.clone().map(|sheet| bare(&Body::Sheet(sheet)));
            if sheet.as_ref() != sheets.first() || sheets.len() > 1 {
                self.wrong.push(format!("{at}: the table holds\n{sheet:?}\nand not\n{sheets:?}"));
                break;
            }
        }
        // What is said on the screen is said in the title of a page, unless each chart has a title of its own.
        let said = self.said();
        let own: BTreeSet<&str> = made.iter().map(|page| page.slide.title.as_str()).collect();
        let is_said = made.iter().any(|page| said.contains(&page.slide.title));
        if !(is_said || made.len() > 1 && own.len() == made.len()) {
            self.wrong.push(format!("{at}: {:?} is not said", made[0].slide.title));
        }
        self.in_files(at, order, &made);
        self.held += charts.len() + sheets.len();
    }

    /// The same numbers stand in the files.
    fn in_files(&mut self, at: &str, order: Order, made: &[MadePage]) {
        let progress = Progress::new();
        let threads = tongchou::threads::processors();
        let data = self.app().session().data().clone();
        let desk = Desk { data: &data, threads, progress: &progress };
        let file = |form| Parcel { order: order.clone(), form, page: None }.bytes(desk).unwrap().0;
        let slides = parts(&file(Form::Pptx(None)));
        for (n, page) in (1..).zip(made) {
            let Body::Figure(figure) = &page.slide.body else { continue };
            let style = Style::default();
            let values = |points: &[tongchou::report::Point]| -> Vec<Option<f64>> {
                points.iter().map(|point| point.value.map(|value| style.axis_value(value))).collect()
            };
            let known = figure.series.iter().any(|series| series.points.iter().any(|point| point.value.is_some()));
            // Of very many places the chart on a slide sums the least.
            if !known
                || figure.categories.len() > 24
                    && figure.categories.iter().all(|c| c.to_string().parse::<f64>().is_err())
            {
                continue;
            }
            let chart = drawn(&text(&slides, &format!("ppt/charts/chart{n}.xml")));
            for series in figure.series.iter().filter(|series| series.mark != Mark::Waterfall) {
                let found =
                    chart.iter().find(|drawn| drawn.name == series.name && drawn.values == values(&series.points));
                if found.is_none() {
                    self.wrong.push(format!("{at}: {} of {} is not on the slide", series.name, figure.title));
                }
            }
        }
        if let Some(sheet) = &made[0].sheet {
            let csv = String::from_utf8(file(Form::Csv(false))).unwrap();
            if csv.lines().count() != 1 + sheet.rows.len() {
                self.wrong.push(format!("{at}: {} rows in the file of {}", csv.lines().count(), sheet.rows.len()));
            }
        }
    }

    /// A page as it stands at first, and then with every switch thrown and another choice taken of every list.
    fn walk(&mut self, at: &str, is_tab: &[&str]) {
        self.check(at);
        let is_page =
            |label: &String| !is_tab.contains(&label.as_str()) && !["元", "万元", "亿元"].contains(&label.as_str());
        let switches: Vec<String> = self.labels(Role::RadioButton).into_iter().filter(is_page).collect();
        for label in &switches {
            let count = switches.iter().filter(|other| *other == label).count();
            for n in 0..count {
                if self.click_nth(Role::RadioButton, label, n) {
                    self.check(&format!("{at} › {label} {n}"));
                }
            }
        }
        for list in self.labels(Role::ComboBox) {
            let name = list.split_once(": ").map_or("", |(name, _)| name).to_owned();
            let now =
                self.labels(Role::ComboBox).into_iter().find(|l| l.split_once(": ").is_some_and(|(n, _)| n == name));
            if let Some(now) = now
                && self.choose_last(&now)
            {
                self.check(&format!("{at} › {name}"));
            }
        }
    }

    /// All that was held against each other is the same, and that was not little.
    fn end(self, least: usize) {
        let cut = |text: &String| text.chars().take(3_000).collect::<String>();
        assert!(self.wrong.is_empty(), "{}", self.wrong.iter().map(cut).collect::<Vec<_>>().join("\n\n"));
        assert!(self.held >= least, "{} charts and tables", self.held);
    }
}

/// What bodies are called.
fn titles(bodies: &[Body]) -> Vec<String> {
    bodies.iter().map(|body| body.title().to_owned()).collect()
}

/// A body without what leads to Why, and without small lines, which are the screen's.
fn bare(body: &Body) -> Body {
    match body.clone() {
        Body::Figure(mut figure) => {
            figure.series.iter_mut().flat_map(|series| &mut series.points).for_each(|point| point.subject = None);
            Body::Figure(figure)
        }
        Body::Flows(mut flows) => {
            flows.links.iter_mut().for_each(|link| link.subject = None);
            Body::Flows(flows)
        }
        Body::Sheet(sheet) => Body::Sheet(bare_sheet(sheet)),
        other => other,
    }
}

fn bare_sheet(mut sheet: Sheet) -> Sheet {
    let kept: Vec<usize> = (0..sheet.columns.len()).filter(|n| sheet.columns[*n].measured != Measured::Trend).collect();
    // Rows to be typed in that nothing stands in yet are the screen's too.
    while sheet.rows.last().is_some_and(|row| row.iter().all(|cell| cell.value == CellValue::Empty)) {
        sheet.rows.pop();
    }
    sheet.columns = kept.iter().map(|n| sheet.columns[*n].clone()).collect();
    for row in &mut sheet.rows {
        *row = kept.iter().filter_map(|n| row.get(*n).cloned()).collect();
        row.iter_mut().for_each(|cell| cell.subject = None);
    }
    sheet
}

/// The screens that show data and law.
#[test]
fn what_is_seen_of_the_data_is_exported() {
    let mut window = Window::open(None);
    for rail in ["总览", "区县", "年度对比", "数据", "核对", "政策"] {
        window.click(Role::Tab, rail);
        window.walk(rail, &[]);
    }
    window.end(40);
}

/// Every tab of 情景, of the base and of a scenario beside it.
#[test]
fn what_is_seen_of_scenarios_is_exported() {
    let mut window = Window::open(None);
    window.click(Role::Tab, "情景");
    for tab in SCENARIO {
        window.click(Role::RadioButton, tab);
        window.walk(tab, &SCENARIO);
    }
    window.end(150);
}

#[test]
fn what_is_seen_of_benefits_is_exported() {
    let mut window = Window::open(None);
    window.click(Role::Tab, "待遇");
    for tab in BENEFITS {
        window.click(Role::RadioButton, tab);
        window.walk(tab, &BENEFITS);
    }
    window.end(8);
}

/// The tabs of 考核 that have a score curve beside the page, which stands behind what is exported of it.
#[test]
fn what_is_seen_of_score_curves_is_exported() {
    let mut window = Window::open(None);
    window.click(Role::Tab, "考核");
    window.click(Role::RadioButton, "考核表");
    window.walk("考核表", &ASSESS);
    window.click(Role::RadioButton, "指标体系");
    // Its first rows are no leaves, and have no curve.
    let first = window.harness.get_all_by_role(Role::Cell).map(|node| node.rect()).next().expect("a row").center();
    window.harness.hover_at(first);
    window.harness.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        window.harness.event(egui::Event::PointerButton { pos: first, button, pressed, modifiers: Modifiers::NONE });
        window.harness.step();
    }
    for row in 0..6 {
        window.settle();
        window.check(&format!("指标体系 {row}"));
        window.keys(Modifiers::NONE, Key::ArrowDown);
    }
    let session = window.app().session();
    let curves = session.deck().pages.iter().filter(|page| matches!(page.shows, Shows::Score { .. })).count();
    assert!(curves >= 6, "{curves} curves");
    window.end(20);
}

#[test]
fn what_is_seen_of_programmes_is_exported() {
    let mut window = Window::open(None);
    window.click(Role::Tab, "专项");
    for tab in PROGRAMMES {
        window.click(Role::RadioButton, tab);
        window.walk(tab, &PROGRAMMES);
    }
    window.end(20);
}

/// A project of one scenario, in a folder of its own.
fn project(data: Dataset, scenario: Scenario) -> (TempDir, PathBuf) {
    let family = Family::of(vec![Arc::new(scenario)]);
    let work = History::new(Work { family, ..Work::default() });
    let shown = Books::new(Arc::new(data), "月报.csv".to_owned(), work);
    let bytes = project::write(&Project { name: "江州".to_owned(), shown, others: Vec::new() }).unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.tongchou");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn first(data: &Dataset) -> Scenario {
    Scenario::clone(&proposal::scenarios(data, Language::Chinese)[0])
}

#[test]
fn what_is_seen_of_people_by_age_is_exported() {
    let data = sample::load();
    let base = Scenario { months: 30, ..first(&data) };
    let by_rules = Scenario { months: 30, ..proposal::by_rules(&base, &data, Language::Chinese) };
    let (_folder, path) = project(data, by_rules);
    let mut window = Window::open(Some(&path));
    window.click(Role::Tab, "情景");
    window.click(Role::RadioButton, "延迟退休");
    window.walk("延迟退休", &SCENARIO);
    window.click(Role::Tab, "待遇");
    window.click(Role::RadioButton, "一年新退休人员");
    window.walk("一年新退休人员", &BENEFITS);
    window.end(15);
}

#[test]
fn what_is_seen_of_chance_is_exported() {
    let data = sample::load();
    let stochastic = Some(Stochastic { paths: 60, ..Stochastic::assumed() });
    let base = Scenario { stochastic, months: 24, ..first(&data) };
    let (_folder, path) = project(data, base);
    let mut window = Window::open(Some(&path));
    window.click(Role::Tab, "情景");
    window.click(Role::RadioButton, "不确定性");
    window.walk("不确定性", &SCENARIO);
    window.end(12);
}

#[test]
fn what_is_seen_of_the_pilot_is_exported() {
    let data = Example::Liaoning.load();
    let pilot = Scenario::clone(&proposal::scenarios(&data, Language::Chinese)[1]);
    let (_folder, path) = project(data, pilot);
    let mut window = Window::open(Some(&path));
    window.click(Role::Tab, "情景");
    window.click(Role::RadioButton, "做实与并轨");
    window.walk("做实与并轨", &SCENARIO);
    window.end(4);
}
