//! What is shown of data with provinces and cities: every level by itself, from the nation down to a county.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use eframe::egui;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::dataset::Dataset;
use tongchou::intake;
use tongchou::journal::{Keep, Kind};
use tongchou::locale::Language;
use tongchou::month::{Month, Period};
use tongchou::proposal;
use tongchou::report::deck::ready::Ready;
use tongchou::report::deck::{Of, Page, Shows};
use tongchou::report::model::charts::Flows;
use tongchou::report::views::context::{Context, Settled};
use tongchou::report::views::flows::flows;
use tongchou::report::views::overview::{Against, overview};
use tongchou::report::words::number::Style;
use tongchou::report::{Books, Cell, CellValue, Holder, Place, Quantity, SettlementItem, Subject, why};
use tongchou::scenario::family::Family;
use tongchou::scenario::history::History;
use tongchou::scenario::{Arrangement, Balances, Pooling};
use tongchou::session::project::{self, Project};
use tongchou::session::work::Work;
use tongchou::simulation;
use tongchou::ui::app::{App, Folders};

/// Two 鼓楼区, and a county directly under its province.
const COUNTIES: [(&str, &str, &str, i64); 6] = [
    ("江苏省", "南京市", "鼓楼区", 20_000),
    ("江苏省", "南京市", "玄武区", 26_000),
    ("江苏省", "徐州市", "鼓楼区", 40_000),
    ("江苏省", "", "昆山市", 9_000),
    ("福建省", "福州市", "台江区", 31_000),
    ("福建省", "福州市", "闽侯县", 22_000),
];

/// A year in which each county collects 24,000 yuan a month and pays its own.
fn text() -> String {
    let mut text = "province,city,county,month,contributors,retirees,base,due,collected,pension,balance\n".to_owned();
    for (province, city, county, pension) in COUNTIES {
        let mut balance = 900_000;
        for month in 1..=12 {
            balance += 24_000 - pension;
            text +=
                &format!("{province},{city},{county},2007-{month:02},100,40,1000,28000,24000,{pension},{balance}\n");
        }
    }
    text
}

fn data() -> Dataset {
    intake::import("nation.csv", text().as_bytes()).expect("it is read").dataset
}

fn context(data: &Dataset) -> Context<'_> {
    Context { observed: data, runs: &[], style: Style::default(), source: "nation.csv" }
}

fn place(path: &str) -> Place {
    Place::Place(path.into())
}

#[test]
fn the_overview_steps_down_level_by_level() {
    let data = data();
    let at = |place: &Place| overview(&context(&data), Books::Data, place, Period::Year(2007), None);
    let names = |place: &Place| -> Vec<String> {
        let sheet = at(place).sheet;
        let name =
            |row: &Vec<Cell>| if let CellValue::Text(name) = &row[0].value { name.clone() } else { String::new() };
        sheet.rows.iter().map(name).collect()
    };
    let nation = at(&Place::Root);
    assert!(nation.headline.starts_with("2007年全国征缴收支缺口 "), "{}", nation.headline);
    assert_eq!(
        (nation.sheet.columns[0].heading.as_str(), names(&Place::Root)),
        ("省", vec!["江苏省".into(), "福建省".into(), "全国".into()])
    );
    assert_eq!(nation.rows, [place("江苏省"), place("福建省")]);
    let province = at(&place("江苏省"));
    assert_eq!(province.sheet.columns[0].heading, "地区");
    assert!(province.headline.contains("最重的是徐州市"), "{}", province.headline);
    assert_eq!(names(&place("江苏省")), ["徐州市", "南京市", "昆山市", "江苏省"]);
    assert_eq!(province.rows[2], Place::County("江苏省/昆山市".into()));
    // Each level is the sum of the one below; of a county the place directly above is shown.
    let gap = |place: &Place| at(place).keys[0].value.clone();
    assert_eq!(gap(&Place::County("江苏省/南京市/鼓楼区".into())), gap(&place("江苏省/南京市")));
    assert_eq!(names(&place("江苏省/南京市")), ["玄武区", "南京市鼓楼区", "南京市"]);
}

fn settled(data: &Dataset, pooling: Vec<Pooling>) -> Settled {
    let mut scenario = proposal::replay_of(2007, Arrangement::County, &data.places, Language::Chinese);
    scenario.pooling = pooling;
    let run = simulation::run(data, &scenario, Keep::Journal, &AtomicBool::new(false)).expect("it runs");
    Settled { scenario: Arc::new(scenario), run, observed: Arc::new(data.clone()) }
}

/// What a node gets and gives.
fn through(flows: &Flows, name: &str, column: usize) -> (i128, i128) {
    let node = flows.nodes.iter().position(|node| node.name == name && node.column == column).expect(name);
    let sum = |is: &dyn Fn(&(usize, usize)) -> bool| {
        let amount = |quantity: &Quantity| if let Quantity::Money(money) = quantity { money.fen() } else { 0 };
        flows.links.iter().filter(|link| is(&(link.from, link.to))).map(|link| amount(&link.amount)).sum()
    };
    (sum(&|(_, to)| *to == node), sum(&|(from, _)| *from == node))
}

#[test]
fn money_goes_up_three_levels_and_down_again() {
    let data = data();
    let month = Month::january(2007);
    let share = |level| Pooling { level, ..Pooling::of(Arrangement::AdjustmentFund, month) };
    let all = |level| Pooling { level: Some(level), ..Pooling::of(Arrangement::Unified, month) };
    use tongchou::place::Level::{City, Province};
    let settled = settled(&data, vec![all(City), share(Some(Province)), share(None)]);
    assert_eq!(settled.run.audit(), []);
    let at = |place: &Place| {
        let id = data.places.find(place).expect("a place");
        flows(&context(&data), &settled, None, id, Period::Year(2007), String::new())
    };
    // Of the nation: cities, provinces, the nation, and down again.
    let nation = at(&Place::Root);
    let columns: Vec<usize> = nation.nodes.iter().map(|node| node.column).collect();
    assert_eq!(columns.iter().max(), Some(&4), "{:?}", nation.nodes);
    let (got, gave) = through(&nation, "全国统筹基金", 2);
    let remitted: i128 = ["江苏省", "福建省"].map(|name| through(&nation, name, 1).1).iter().sum();
    assert!(got > 0 && gave <= got && remitted >= got, "{got} {gave} {remitted}");
    // Of a province: its counties and cities, itself, and the nation above.
    let province = at(&place("江苏省"));
    assert!(province.nodes.iter().any(|node| node.name == "全国统筹基金"), "{:?}", province.nodes);
    let (got, gave) = through(&province, "南京市", 1);
    assert_eq!(got, gave, "what a pool keeps goes on to its own members: {:?}", province.links);
    // Of a city: its counties give all that they collect.
    let city = at(&place("福建省/福州市"));
    assert_eq!(through(&city, "台江区", 0).1, 24_000 * 12 * 100);
}

/// Who advances is the treasury of the pool's own level, and is named so wherever it is spoken of.
#[test]
fn an_advance_is_the_treasurys_of_its_level() {
    use tongchou::place::Level::{City, Province};
    let data = data();
    let month = Month::january(2007);
    let all = |level| Pooling { level, balances: Balances::Keep, ..Pooling::of(Arrangement::Unified, month) };
    for (level, pool, advance) in [
        (None, Place::Root, "中央财政垫付"),
        (Some(Province), place("福建省"), "省财政垫付"),
        (Some(City), place("福建省/福州市"), "市财政垫付"),
    ] {
        let settled = Arc::new(settled(&data, vec![all(level)]));
        let id = data.places.find(&pool).expect("a place");
        let flows = flows(&context(&data), &settled, None, id, Period::Year(2007), String::new());
        let is_told = flows.links.iter().any(|link| link.what == advance);
        assert!(is_told, "{advance}: {:?}", flows.links);
        let runs = [Some(settled)];
        let holder = Holder::own(pool);
        let item = SettlementItem::Posted(Kind::Advance);
        let subject = Subject::Settlement { scenario: 0, holder, period: Period::Year(2007), item };
        let derivation = why::derivation(&Context { runs: &runs, ..context(&data) }, &subject).expect("it is derived");
        assert!(derivation.title.contains(advance), "{}", derivation.title);
        assert!(derivation.rule.contains(advance), "{}", derivation.rule);
        assert!(derivation.postings.iter().all(|posting| posting.kind == advance), "{:?}", derivation.postings);
    }
}

#[test]
fn what_is_proposed_for_a_nation_runs_and_is_named_by_its_level() {
    let data = data();
    let proposed = proposal::scenarios(&data, Language::Chinese);
    let names: Vec<&str> = proposed.iter().map(|scenario| &*scenario.name).collect();
    assert_eq!(names, ["省级统收统支", "中央调剂", "全国统筹", "回溯2007年：全国不统筹"]);
    for scenario in &proposed {
        let run = simulation::run(&data, scenario, Keep::Journal, &AtomicBool::new(false)).expect("it runs");
        assert_eq!(run.audit(), [], "{}", scenario.name);
    }
}

#[test]
fn an_arrangement_goes_before_one_of_the_same_month_for_the_same_places_alone() {
    let data = data();
    let mut scenario = (*proposal::scenarios(&data, Language::Chinese)[1]).clone();
    let (first, second) = (scenario.pooling[0].clone(), scenario.pooling[1].clone());
    scenario.arrange(2, Pooling { remit: tongchou::scenario::Remit::None, ..second.clone() });
    assert_eq!(scenario.pooling.len(), 2);
    assert_eq!(scenario.pooling[0], first);
    scenario.arrange(1, Pooling { from: second.from.plus(-12), ..second });
    assert_eq!(scenario.pooling[1], first);
}

struct Window(Harness<'static, App>);

impl Window {
    fn on(file: &Path) -> Window {
        let harness = Harness::builder()
            .with_size(egui::vec2(1366.0, 768.0))
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), Some(file)));
        let mut window = Window(harness);
        while window.0.state().session().is_reading() {
            std::thread::sleep(std::time::Duration::from_millis(5));
            window.0.step();
        }
        window.settle();
        window
    }

    fn settle(&mut self) {
        self.0.run();
        self.0.state_mut().settle();
        self.0.run();
    }

    fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.settle();
    }

    fn says(&self, text: &str) -> bool {
        let label =
            |node: &egui_kittest::Node<'_>| node.accesskit_node().label().or_else(|| node.accesskit_node().value());
        self.0.root().children_recursive().any(|node| label(&node).is_some_and(|label| label.contains(text)))
    }
}

#[test]
fn a_place_is_looked_for_and_the_crumbs_lead_out_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data.csv");
    std::fs::write(&file, text()).expect("it is written");
    let mut window = Window::on(&file);
    assert!(window.says("2007年全国征缴收支缺口"), "the data file opens at once");
    window.click(Role::ComboBox, "地区: 全国");
    window.click(Role::Button, "江苏省");
    assert!(window.says("2007年江苏省征缴多于支出"));
    window.click(Role::ComboBox, "地区: 江苏省");
    window.click(Role::Button, "南京市");
    assert!(window.says("2007年南京市征缴多于支出"));
    window.click(Role::Link, "全国");
    assert!(window.says("2007年全国征缴收支缺口"));
    window.click(Role::Tab, "区县");
    window.click(Role::ComboBox, "地区: 全国");
    let search = window.0.get_by_role_and_label(Role::TextInput, "查找地区");
    search.focus();
    search.type_text("鼓楼");
    window.0.run();
    window.click(Role::Button, "徐州市鼓楼区");
    assert!(window.says("徐州市鼓楼区征缴收支缺口"));
}

#[test]
fn a_project_of_several_levels_comes_back_with_its_places_arrangements_and_pages() {
    let data = data();
    let family = Family::of(proposal::scenarios(&data, Language::Chinese));
    let mut deck = Ready::Monthly.alone(&context(&data), &family);
    let of = Of::Data;
    deck.pages.push(Page::new(Shows::Overview {
        of,
        place: place("江苏省/南京市"),
        period: Period::Year(2007),
        against: Against::default(),
    }));
    let county = Place::County("江苏省/徐州市/鼓楼区".into());
    deck.pages.push(Page::new(Shows::Overview {
        of,
        place: county,
        period: Period::Year(2007),
        against: Against::default(),
    }));
    let work = History::new(Work { family, deck, ..Work::default() });
    let project = Project {
        name: "全国".to_owned(),
        shown: project::Books::new(Arc::new(data), "nation.csv".to_owned(), work),
        others: Vec::new(),
    };
    let bytes = project::write(&project).expect("it is written");
    let again = project::read("全国.tongchou", &bytes).expect("it is read");
    assert_eq!(again.shown.data.places, project.shown.data.places);
    assert_eq!(again.shown.data.counties, project.shown.data.counties);
    let scenarios = |project: &Project| {
        project.shown.work.now().family.members().iter().map(|m| m.scenario.clone()).collect::<Vec<_>>()
    };
    assert_eq!(scenarios(&again), scenarios(&project));
    assert_eq!(again.shown.work.now().deck, project.shown.work.now().deck);
}
