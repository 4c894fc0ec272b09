//! The whole window, with no display and no graphics card: what clicks, keys and files do, seen by the words on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, SnapshotOptions};
use tongchou::dataset::Example;
use tongchou::field::Field;
use tongchou::report::views::context::Context;
use tongchou::report::views::data_sheet::data_sheet;
use tongchou::report::words::number::Style;
use tongchou::report::words::sheet_text::text_of;
use tongchou::scenario::Scenario;
use tongchou::scenario::lever::LeverKey;
use tongchou::session::asking::Topic;
use tongchou::ui::app::{App, Folders};
use tongchou::ui::state::Screen;

const YEARS: Screen = Screen("screen.years");

const RAIL: [(&str, Screen); 11] = [
    ("总览", Screen::OVERVIEW),
    ("区县", Screen::COUNTY),
    ("年度对比", YEARS),
    ("情景", Screen::SCENARIO),
    ("数据", Screen::DATA),
    ("报告", Screen::DECK),
    ("核对", Screen::PUBLISHED),
    ("政策", Screen("screen.policy")),
    ("预算", Screen::BUDGET),
    ("专户", Screen::ACCOUNT),
    ("待遇", Screen("screen.benefits")),
];

/// The window and what a person does to it.
struct Window(Harness<'static, App>);

impl Window {
    /// The sample in a window of the usual size, every scenario run.
    fn open() -> Window {
        Window::sized(1440.0, 900.0, 1.0)
    }

    /// A file, whose runs may still be under way.
    fn opened(path: &Path) -> Window {
        Window::unsettled(1440.0, 900.0, 1.0, Some(path))
    }

    fn sized(width: f32, height: f32, scale: f32) -> Window {
        let mut window = Window::unsettled(width, height, scale, None);
        window.settle();
        window
    }

    fn unsettled(width: f32, height: f32, scale: f32, project: Option<&Path>) -> Window {
        let harness = Harness::builder()
            .with_size(vec2(width, height))
            .with_pixels_per_point(scale)
            .with_theme(egui::Theme::Light)
            .with_max_steps(20)
            .build_eframe(|creation| App::new(&creation.egui_ctx, Folders::default(), project));
        let mut window = Window(harness);
        window.read();
        window
    }

    fn app(&self) -> &App {
        self.0.state()
    }

    fn draw(&mut self) {
        self.0.run();
    }

    /// Waits for the runs and shows them.
    fn settle(&mut self) {
        self.0.state_mut().settle();
        self.draw();
    }

    /// Waits until no file is being read.
    fn read(&mut self) {
        let began = Instant::now();
        while self.app().session().is_reading() || self.app().is_making() {
            assert!(began.elapsed() < Duration::from_secs(120), "a file is read in good time");
            std::thread::sleep(Duration::from_millis(5));
            self.0.step();
        }
        self.draw();
    }

    fn drop_file(&mut self, path: &Path) {
        self.drop_files(&[path]);
    }

    fn drop_files(&mut self, paths: &[&Path]) {
        let files = &mut self.0.input_mut().dropped_files;
        files.clear();
        for path in paths {
            files.push(Arc::new(Dropped(path.to_path_buf())));
        }
        self.0.step();
        self.0.input_mut().dropped_files.clear();
        self.read();
    }

    fn click(&mut self, role: Role, label: &str) {
        self.0.get_by_role_and_label(role, label).click();
        self.draw();
    }

    /// Goes to a screen and waits for what it asks.
    fn go(&mut self, rail: &str) {
        self.0.get_by_role_and_label(Role::Tab, rail).click();
        self.0.run_steps(2);
        let began = Instant::now();
        let asks =
            |app: &App| [Topic::Budget, Topic::Scores].iter().any(|topic| app.session().slot(*topic).asking.is_some());
        while asks(self.app()) || self.app().is_making() {
            assert!(began.elapsed() < Duration::from_secs(120), "an answer comes in good time");
            std::thread::sleep(Duration::from_millis(5));
            self.0.step();
        }
        self.draw();
    }

    fn keys(&mut self, modifiers: Modifiers, key: Key) {
        self.0.key_press_modifiers(modifiers, key);
        self.draw();
    }

    fn type_text(&mut self, text: &str) {
        self.0.event(egui::Event::Text(text.to_owned()));
        self.draw();
    }

    /// Puts a number into the field of a lever.
    fn set_lever(&mut self, name: &str, number: &str) {
        self.click(Role::TextInput, name);
        self.keys(Modifiers::COMMAND, Key::A);
        self.type_text(number);
        self.keys(Modifiers::NONE, Key::Enter);
        self.settle();
    }

    /// Every word on the window in the order of its parts, with the place where it stands.
    fn placed(&self) -> Vec<(egui::Rect, Role, String)> {
        let mut words = Vec::new();
        for node in self.0.root().children_recursive() {
            let access = node.accesskit_node();
            if access.raw_bounds().is_none() {
                continue;
            }
            let said = [access.label(), access.value()].into_iter().flatten().collect::<Vec<_>>().join(" = ");
            if !said.is_empty() && access.role() != Role::TextRun {
                words.push((node.rect(), access.role(), said));
            }
        }
        words
    }

    fn words(&self) -> Vec<String> {
        self.placed().into_iter().map(|(_, _, words)| words).collect()
    }

    fn says(&self, part: &str) -> bool {
        self.words().iter().any(|w| w.contains(part))
    }

    /// What stands between rail, bars and panel: the results of a screen.
    fn results(&self) -> Vec<String> {
        let inside = egui::Rect::from_min_max(egui::pos2(170.0, 46.0), egui::pos2(1118.0, 868.0));
        self.placed().into_iter().filter(|(rect, _, _)| inside.contains(rect.center())).map(|(_, _, w)| w).collect()
    }

    /// The text of a cell of the data screen's table.
    fn data_cell(&self, row: usize, column: usize) -> String {
        let session = self.app().session();
        let context =
            Context { observed: session.data(), runs: &[], style: Style::default(), source: session.source() };
        let sheet = data_sheet(&context);
        text_of(&sheet.rows[row][column], Style::default())
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

/// A folder with one file.
fn file(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    (folder, path)
}

/// The words of a window without what tells of time and of undo.
fn lasting(window: &Window) -> Vec<String> {
    let passing = ["测算 ", "正在测算", "重做", "撤销"];
    window.words().into_iter().filter(|w| !passing.iter().any(|p| w.starts_with(p) && w != "测算")).collect()
}

#[test]
fn each_screen_opens_by_its_name_and_says_what_it_shows() {
    let mut window = Window::open();
    let headlines = [
        "2007年全市征缴收支缺口 5,733 万元，短缺率 19.8%，较2006年下降 3.3 个百分点；最重的是屯溪区，短缺率 30.0%",
        "2007年全市征缴收支缺口 5,733 万元，短缺率 19.8%，较2006年下降 3.3 个百分点",
        "2007年全市征缴收支缺口 5,733 万元，短缺率 19.8%，较2004年下降 7.0 个百分点",
        "至2012年12月",
        "7 个区县，2004年1月至2007年12月，共 336 行",
        "报告里还没有页面",
        "可核对的公布数共63项，一致63项。",
        "2007年12月执行的规定",
        "2008年全市还没有编预算",
        "选好银行对账单和经办机构日记账",
        "1966年3月出生的男职工",
    ];
    for ((label, screen), headline) in RAIL.into_iter().zip(headlines) {
        window.go(label);
        assert_eq!(window.app().view().screen, screen);
        assert!(window.says(headline), "{label}: {:?}", window.results());
    }
    // Screens beyond the digits have no keys.
    for (n, (_, screen)) in RAIL.into_iter().take(9).enumerate() {
        use Key::{Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9};
        let keys = [Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9];
        window.keys(Modifiers::COMMAND, keys[n]);
        assert_eq!(window.app().view().screen, screen, "Ctrl+{}", n + 1);
    }
}

#[test]
fn what_a_new_retiree_gets_is_told_of_one_person_and_of_a_scenario() {
    let mut window = Window::open();
    window.click(Role::Tab, "待遇");
    assert!(window.says("示例人员，不是真人") && window.says("属中人"), "{:?}", window.results());
    for (field, text) in [("出生年月", "1975-01"), ("参加工作", "1998-03")] {
        window.click(Role::TextInput, field);
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text(text);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    // Born in January 1975: at 62 years and 7 months, 31 months later than at 60.
    assert!(window.says("1975年1月出生的男职工，2037年8月满 62 岁 7 个月退休，属新人"), "{:?}", window.results());
    assert!(window.says("新人没有") && !window.says("示例人员，不是真人"), "{:?}", window.results());
    window.click(Role::RadioButton, "1997年办法");
    assert!(window.says("7,500 × 20%"), "{:?}", window.results());
    window.click(Role::RadioButton, "一年新退休人员");
    window.0.get_by_role_and_label(Role::Button, "按公式计发测算").click();
    let began = Instant::now();
    while !window.says("2008年全市新退休") {
        assert!(began.elapsed() < Duration::from_secs(120), "an answer comes in good time");
        std::thread::sleep(Duration::from_millis(5));
        window.0.step();
    }
    let scenario = window.app().session().scenarios().last().expect("the added one").clone();
    assert!(tongchou::answers::benefits::is_asked(&scenario));
}

#[test]
fn unit_and_language_change_the_words() {
    let mut window = Window::open();
    assert!(window.says("统筹后短缺 5,732.51 万元"));
    window.click(Role::RadioButton, "元");
    assert!(window.says("统筹后短缺 57,325,"), "{:?}", window.results());
    window.click(Role::RadioButton, "亿元");
    assert!(window.says("统筹后短缺 0.57"), "{:?}", window.results());
    window.click(Role::RadioButton, "万元");
    let before = window.words();
    window.keys(Modifiers::COMMAND, Key::K);
    window.type_text("English");
    window.keys(Modifiers::NONE, Key::Enter);
    let overview = "Overview";
    assert!(window.0.query_by_role_and_label(Role::Tab, overview).is_some(), "{:?}", window.words());
    // Screens beyond the digits have no keys.
    for (n, (_, screen)) in RAIL.into_iter().take(9).enumerate() {
        use Key::{Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9};
        let keys = [Num1, Num2, Num3, Num4, Num5, Num6, Num7, Num8, Num9];
        window.keys(Modifiers::COMMAND, keys[n]);
        assert_eq!(window.app().view().screen, screen);
        let results = window.results();
        assert!(results.iter().any(|w| w.contains(|c: char| c.is_ascii_alphabetic())), "{screen:?}: {results:?}");
    }
    window.go("Account");
    assert!(window.says("Choose the bank's statement"), "{:?}", window.words());
    window.keys(Modifiers::COMMAND, Key::Num1);
    window.keys(Modifiers::COMMAND, Key::K);
    window.type_text("中文");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.words(), before);
}

#[test]
fn a_number_typed_into_a_lever_changes_the_result_and_undo_puts_the_same_words_back() {
    let mut window = Window::open();
    window.go("情景");
    let (before, results) = (lasting(&window), window.results());
    window.set_lever("征缴率", "80");
    let after = window.results();
    assert_ne!(after[1], results[1], "the headline, below what marks the sample");
    assert_ne!(after, results);
    assert!(window.words().iter().any(|w| w.starts_with("撤销：征缴率")));
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(lasting(&window), before);
    window.keys(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.settle();
    assert_eq!(window.results(), after);
}

#[test]
fn a_drag_of_a_slider_is_one_step_of_undo() {
    let mut window = Window::open();
    window.go("情景");
    let before = lasting(&window);
    let rail = window.0.get_by_role_and_label(Role::Slider, "征缴率").rect();
    window.0.drag_at(rail.center());
    window.draw();
    for step in 1..=5 {
        window.0.hover_at(rail.center() - vec2(8.0 * step as f32, 0.0));
        window.settle();
    }
    window.0.drop_at(rail.center() - vec2(40.0, 0.0));
    window.settle();
    assert_ne!(lasting(&window), before);
    let label = window.app().session().undo_label().map(str::to_owned);
    assert!(label.is_some_and(|l| l.starts_with("征缴率")));
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert!(window.app().session().undo_label().is_none(), "one step took all of it back");
    window.0.remove_cursor();
    window.draw();
    assert_eq!(lasting(&window), before);
}

#[test]
fn the_palette_finds_a_county_by_the_first_letters_of_its_pinyin() {
    let mut window = Window::open();
    window.keys(Modifiers::COMMAND, Key::K);
    window.type_text("tx");
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().view().screen, Screen::COUNTY);
    assert!(window.says("地区: 屯溪区"), "{:?}", window.words());
    assert!(window.says("2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%"), "{:?}", window.results());
    window.keys(Modifiers::COMMAND, Key::K);
    assert!(window.says("打开示例：黄山市 2004–2007"), "{:?}", window.words());
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("打开示例：黄山市 2004–2007"));
    assert_eq!(window.app().view().screen, Screen::COUNTY);
}

#[test]
fn the_worst_county_of_the_sample_is_one_click_away() {
    let mut window = Window::open();
    window.go("年度对比");
    window.click(Role::Button, "短缺率最高：屯溪区 2004—2007年");
    assert!(window.says("2007年屯溪区征缴收支缺口 1,474 万元，短缺率 30.0%，较2004年下降 14.2 个百分点"));
    window.click(Role::TextInput, "筛选");
    window.type_text("全年");
    let cells: Vec<String> =
        window.placed().into_iter().filter(|(_, role, _)| *role == Role::Cell).map(|(_, _, w)| w).collect();
    for amount in ["2,540.00", "4,914.00"] {
        assert!(cells.iter().any(|c| c == amount), "{amount}: {cells:?}");
    }
}

#[test]
fn a_cell_is_explained_down_to_the_cell_of_the_data() {
    let mut window = Window::open();
    window.click(Role::Cell, "1,474.00");
    assert!(window.app().view().inspector);
    let mut followed = Vec::new();
    while window.app().view().screen != Screen::DATA {
        assert!(followed.len() < 8, "{followed:?}");
        let panel: Vec<String> = window
            .placed()
            .into_iter()
            .filter(|(rect, role, _)| *role == Role::Link && rect.left() > 1100.0 && rect.top() < 860.0)
            .map(|(_, _, words)| words)
            .collect();
        let Some(lead) = panel.into_iter().next() else { panic!("no lead after {followed:?}: {:?}", window.words()) };
        window.0.get_all_by_role_and_label(Role::Link, &lead).next().expect("the lead").click();
        window.draw();
        followed.push(lead);
    }
    assert!(followed.len() >= 2, "{followed:?}");
    let (row, column) = window.app().cursor().expect("the cursor is on the cell");
    assert_eq!(window.data_cell(row, 0), "屯溪区");
    assert!(window.data_cell(row, 1).starts_with("2007年"), "{}", window.data_cell(row, 1));
    assert!(column >= 2, "on a number");
    window.click(Role::Button, "返回");
    assert!(window.app().view().inspector);
}

const HEADING: &str = "county,month,contributors,retirees,base,due,collected,pension,other";

/// A data file of so many counties and months.
fn data_file(counties: usize, months: i32, rest: &str) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{HEADING}{}\n", if rest.is_empty() { "" } else { ",备注" });
    for county in 0..counties {
        for month in 0..months {
            let (year, month) = (2007 + month / 12, month % 12 + 1);
            let rest = if rest.is_empty() { String::new() } else { format!(",{rest}") };
            writeln!(
                text,
                "县{county},{year}-{month:02},{},{},2000.00,5600000.00,{}.00,6000000.00,0.00{rest}",
                10_000 + county,
                4_000 + county,
                5_000_000 + county * 100,
            )
            .expect("a text takes more");
        }
    }
    text
}

#[test]
fn a_file_with_something_amiss_shows_it_and_a_click_leads_there() {
    let (_folder, path) = file("歙县.csv", &data_file(2, 12, "5"));
    let mut window = Window::open();
    window.drop_file(&path);
    assert_eq!(window.app().view().screen, Screen::IMPORT);
    assert!(window.says("读入 2 个区县，2007年1月至2007年12月，共 24 行；1 处警告"), "{:?}", window.results());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.app().view().screen, Screen::OVERVIEW);
    window.go("数据");
    assert!(window.says("资料来源：歙县.csv"), "{:?}", window.words());
    assert!(window.says("警告 1"), "{:?}", window.words());
    assert!(window.says("不认识“备注”这一列"));
    assert_eq!(window.app().cursor(), None);
    window.0.get_by_label_contains("不认识“备注”这一列").click();
    window.draw();
    let (row, column) = window.app().cursor().expect("the cursor is where the column would be");
    assert_eq!((row, window.data_cell(0, 0)), (0, "县0".to_owned()));
    assert_eq!(column, 2 + Field::Other as usize);
    // From another screen by the line at the bottom.
    window.go("总览");
    window.0.get_by_label_contains("警告 1").click();
    window.draw();
    window.0.get_by_label_contains("不认识“备注”这一列").click();
    window.draw();
    assert_eq!(window.app().view().screen, Screen::DATA);
}

/// A month's report with a column that nobody knows, a unit above, a total below and a number that is none.
const REPORT: &str = "某市养老保险月报\n单位：万元\n区县,年月,缴费人数,离退休人数,实缴,发放甲,经办人\n\
    屯溪区,2004-01,100,50,12.5,13,王\n歙县,2004-01,80,40,9,十二,李\n合计,2004-01,180,90,21.5,25,\n";

#[test]
fn a_messy_table_is_put_right_on_the_import_screen() {
    let (_folder, path) = file("月报.csv", REPORT);
    let mut window = Window::open();
    let before = lasting(&window);
    window.drop_file(&path);
    assert_eq!(window.app().view().screen, Screen::IMPORT);
    assert!(window.says("读入 2 个区县，2004年1月，共 2 行；2 处警告、2 处提示要看"), "{:?}", window.results());
    // The column that nobody knows becomes pensions, and shows a cell that is no number.
    window.click(Role::Button, "F 列：不读入");
    window.0.get_all_by_role_and_label(Role::Button, "基本养老金支出").next().expect("the field").click();
    window.draw();
    window.read();
    assert!(window.says("1 处错误要处理"), "{:?}", window.results());
    assert!(window.says("F 列：基本养老金支出"));
    assert!(window.0.get_by_role_and_label(Role::Button, "导入").accesskit_node().is_disabled());
    window.keys(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().view().screen, Screen::IMPORT, "an error stands in the way");
    // The doubt leads to its cell, and the cell to its doubt.
    window.0.get_by_label_contains("“十二”不是数").click();
    window.draw();
    let chosen = window.0.get_by_role_and_label(Role::Cell, "F5 十二");
    assert_eq!(chosen.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
    // Undo takes the choice back; the file put right and dropped again takes the place of the one before.
    window.keys(Modifiers::COMMAND, Key::Z);
    window.read();
    assert!(window.says("F 列：不读入"), "{:?}", window.words());
    window.keys(Modifiers::COMMAND, Key::Y);
    window.read();
    std::fs::write(&path, REPORT.replace("十二", "12")).expect("a file");
    window.drop_file(&path);
    assert!(window.says("读入 2 个区县，2004年1月，共 2 行"), "{:?}", window.results());
    window.click(Role::Button, "导入");
    window.settle();
    assert_eq!(window.app().view().screen, Screen::OVERVIEW);
    assert!(window.says("资料来源：某市养老保险月报"));
    let data = window.app().session().data().clone();
    let county = &data.counties[0];
    let (_, row) = county.periods().next().expect("a month");
    assert_eq!(row.money(tongchou::field::Field::Pension), Some(tongchou::money::Money::from_yuan(130_000)));
    assert_ne!(lasting(&window), before);
    // The data screen tells where a value stood, and as what.
    window.go("数据");
    window.0.get_all_by_role_and_label(Role::Cell, "12.50").next().expect("the amount").click();
    window.draw();
    assert!(window.says("月报.csv E4  “12.5”"), "{:?}", window.words());
}

/// A cell that is no number is corrected where it stands, in the import and in 数据, and the original stays behind it.
#[test]
fn a_value_is_corrected_by_hand_where_it_stands() {
    let table = "单位：元\n区县,年月,缴费人数,离退休人数,实缴,养老金支出\n甲县,2026-01,约120,50,28000,30000\n\
        甲县,2026-02,121,50,28010,30010\n";
    let (_folder, path) = file("月报.csv", table);
    let mut window = Window::open();
    window.drop_file(&path);
    assert!(window.says("1 处错误要处理"), "{:?}", window.results());
    window.0.get_by_label_contains("“约120”不是数").click();
    window.draw();
    window.click(Role::Button, "更正…");
    assert!(
        window.says("甲县 2026年1月 缴费人数") && window.says("原件：“约120”　月报.csv C3"),
        "{:?}",
        window.words()
    );
    window.type_text("十二");
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.says("“十二”不是数"), "what is no number is not taken");
    window.click(Role::TextInput, "值（人）");
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text("120");
    window.click(Role::TextInput, "经手人");
    window.type_text("王芳");
    window.keys(Modifiers::NONE, Key::Enter);
    window.read();
    assert!(window.says("读入 1 个区县，2026年1月至2026年2月，共 2 行"), "{:?}", window.results());
    assert!(window.says("〔已更正：120，王芳〕"), "{:?}", window.words());
    window.click(Role::Button, "导入");
    window.settle();
    window.go("数据");
    let corrected = "经手更正：原“约120”（月报.csv C3），改为 120 人；经手人：王芳";
    window.0.get_by_role_and_label(Role::Cell, "121").click();
    window.draw();
    window
        .0
        .get_all_by_role(Role::Cell)
        .find(|cell| cell.accesskit_node().label().is_some_and(|l| l.contains(corrected)))
        .expect("the cell")
        .click();
    window.draw();
    assert!(window.says("月报.csv C3  “约120”"), "Why shows the original: {:?}", window.words());
    window.keys(Modifiers::NONE, Key::F2);
    window.click(Role::RadioButton, "置为未知");
    window.click(Role::Button, "确定");
    window.settle();
    let county = |window: &Window| {
        let data = window.app().session().data().clone();
        data.counties[0].nth(0).persons(tongchou::field::Field::Contributors)
    };
    assert_eq!(county(&window), None);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(county(&window), Some(120));
    assert_eq!(window.app().session().hand(), "王芳");
}

#[test]
fn an_officer_tells_a_table_that_the_program_does_not_know() {
    let (_folder, path) = file("表.csv", "说明,,,\n甲,乙,丙,丁\n屯溪区,2004-01,100,50\n屯溪区,2004-02,101,51\n");
    let mut window = Window::open();
    window.drop_file(&path);
    assert!(!window.says("读入 1 个区县"), "{:?}", window.results());
    window.click(Role::Button, "第 2 行");
    window.click(Role::Button, "表头只有这一行");
    window.read();
    for (column, holds) in [("A 列", "区县"), ("B 列", "年月"), ("C 列", "缴费人数"), ("D 列", "离退休人数")]
    {
        window.0.get_by_label_contains(column).click();
        window.draw();
        window.click(Role::Button, holds);
        window.read();
    }
    assert!(window.says("读入 1 个区县，2004年1月至2004年2月，共 2 行"), "{:?}", window.results());
    let draft = window.app().session().draft().expect("an import");
    assert_eq!(draft.choices().header[""], (1, 1));
}

#[test]
fn what_an_officer_gives_up_leaves_everything_as_it_was() {
    let mut window = Window::open();
    window.go("区县");
    let before = lasting(&window);
    let (_folder, path) = file("月报.csv", REPORT);
    for way in ["取消", "Esc"] {
        window.drop_file(&path);
        assert_eq!(window.app().view().screen, Screen::IMPORT);
        match way {
            "Esc" => window.keys(Modifiers::NONE, Key::Escape),
            button => window.click(Role::Button, button),
        }
        assert_eq!(window.app().view().screen, Screen::COUNTY);
        assert!(window.says("已取消导入"));
        window.click(Role::Button, "知道了");
        assert_eq!(lasting(&window), before);
    }
}

#[test]
fn several_files_are_one_import_and_a_conflict_is_asked_about() {
    let (_folder, path) = file("一月.csv", &REPORT.replace("发放甲", "养老金支出").replace("十二", "12"));
    let other = path.with_file_name("一月修订.csv");
    std::fs::write(&other, REPORT.replace("发放甲", "养老金支出").replace("十二", "12").replace("12.5", "12.6"))
        .expect("a file");
    let mut window = Window::open();
    window.drop_files(&[&path, &other]);
    assert!(window.says("屯溪区2004年1月的实缴基本养老保险费有两个不同的数"), "{:?}", window.words());
    window.click(Role::ComboBox, "两数不同: 问我");
    window.0.get_by_role_and_label(Role::Button, "用后读入的").click();
    window.draw();
    window.read();
    assert!(window.says("两数不同: 用后读入的"), "{:?}", window.words());
    assert!(window.says("读入 2 个区县"), "{:?}", window.results());
    window.keys(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.says("资料来源：某市养老保险月报"), "{:?}", window.words());
}

#[test]
fn a_file_that_cannot_be_read_says_so_and_leaves_everything_as_it_was() {
    let mut window = Window::open();
    let before = lasting(&window);
    let (_folder, path) = file("坏.xlsx", "PK\u{3}\u{4}只是一些字");
    for (path, part) in [
        (path.clone(), "坏.xlsx"),
        (path.with_file_name("没有.csv"), "打不开文件"),
        // A folder is read as the tables in it.
        (path.parent().expect("its folder").to_owned(), "坏.xlsx"),
    ] {
        window.drop_file(&path);
        let said: Vec<String> =
            window.placed().into_iter().filter(|(_, role, _)| *role == Role::Status).map(|(_, _, w)| w).collect();
        assert!(said.iter().any(|w| w.contains(part)), "{part}: {said:?}");
        assert_eq!(said.len(), 1, "one message: {said:?}");
        window.click(Role::Button, "知道了");
        assert_eq!(lasting(&window), before);
    }
}

#[test]
fn a_million_rows_are_scrolled_through() {
    let mut text = String::from("区县,年月,缴费人数,离退休人数,实缴,养老金,备注\n");
    for n in 0..1_000_000 {
        text.push_str(&format!("县{},{}-{:02},1,1,1,1,\n", n / 1_200, 1950 + n % 1_200 / 12, n % 12 + 1));
    }
    let (_folder, path) = file("大表.csv", &text);
    let mut window = Window::open();
    window.drop_file(&path);
    assert!(window.says("共 1,000,000 行"), "{:?}", window.results());
    let cell = |window: &Window, label: &str| window.0.query_by_role_and_label(Role::Cell, label).is_some();
    assert!(cell(&window, "A2 县0"));
    window.0.get_by_label_contains("A2 县0").hover();
    window.0.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Wheel,
        delta: vec2(0.0, -1e9),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
    });
    window.0.run_steps(60);
    assert!(cell(&window, "A1000001 县833"), "{:?}", window.results());
    let began = Instant::now();
    window.0.step();
    eprintln!("the end of a million rows: drawn in {:?}", began.elapsed());
}

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let mut window = Window::open();
    for (label, _) in RAIL {
        window.go(label);
        window.0.remove_cursor();
        window.draw();
        window.0.run_steps(30);
        let delay = window.0.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_secs(3600), "{label}: again after {delay:?}");
    }
}

#[test]
fn one_county_and_three_thousand_open() {
    for (counties, months) in [(1, 12), (1, 1), (3_000, 12)] {
        let (_folder, path) = file("数据.csv", &data_file(counties, months, ""));
        let began = Instant::now();
        let mut window = Window::opened(&path);
        eprintln!("{counties} counties: open after {:?}", began.elapsed());
        assert_eq!(window.app().session().data().counties.len(), counties);
        if counties == 1 {
            window.settle();
        }
        // Nothing is published of these counties.
        let published = "核对";
        let others = RAIL.into_iter().filter(|(label, _)| *label != published);
        assert!(window.placed().iter().all(|(_, role, words)| *role != Role::Tab || words != published));
        for (label, screen) in others {
            window.go(label);
            assert_eq!(window.app().view().screen, screen);
            let began = Instant::now();
            window.0.step();
            let took = began.elapsed();
            eprintln!("{label} of {counties} counties: {took:?}");
        }
        window.go("数据");
        assert!(window.says(&format!("{counties} 个区县")), "{:?}", window.results());
    }
}

#[test]
fn an_empty_file_is_refused_in_words() {
    for (text, role) in [("", Role::Status), ("\n", Role::ListItem), (HEADING, Role::ListItem)] {
        let (_folder, path) = file("空.csv", text);
        let mut window = Window::open();
        window.drop_file(&path);
        let said = window.placed().into_iter().find(|(_, r, _)| *r == role);
        assert!(said.as_ref().is_some_and(|(_, _, w)| w.contains("空.csv")), "{text:?}: {said:?}");
        assert_eq!(window.app().session().data().example, Some(Example::Huangshan));
    }
}

#[test]
fn small_windows_and_large_scales_draw_every_screen() {
    for (width, height, scale) in [(1280.0, 720.0, 1.0), (960.0, 600.0, 1.0), (1440.0, 900.0, 2.0)] {
        let mut window = Window::sized(width, height, scale);
        for (label, screen) in RAIL {
            window.go(label);
            assert_eq!(window.app().view().screen, screen);
            window.keys(Modifiers::COMMAND, Key::I);
            window.keys(Modifiers::COMMAND, Key::I);
            let names: Vec<_> = window.placed().into_iter().filter(|(_, role, _)| *role == Role::Tab).collect();
            let inside = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(width, height)).expand(0.5);
            assert!(names.iter().all(|(rect, _, _)| inside.contains_rect(*rect)), "{label}: {names:?}");
        }
    }
}

#[test]
fn the_screens_look_as_they_did() {
    if std::panic::catch_unwind(egui_kittest::wgpu::WgpuTestRenderer::new).is_err() {
        eprintln!("SKIPPED: no Vulkan adapter, so no pictures are taken (libvulkan1 and mesa-vulkan-drivers give one)");
        return;
    }
    // A few pixels may differ between versions of the software renderer.
    let options = SnapshotOptions::new().threshold(1.5).max_failed_pixels(20);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    std::fs::create_dir_all(&folder).expect("the folder for pictures can be made");
    let mut window = Window::sized(1280.0, 720.0, 1.0);
    for (name, (label, screen)) in ["overview", "county", "years", "scenario", "data", "published"].iter().zip(RAIL) {
        window.go(label);
        window.0.remove_cursor();
        window.draw();
        // How long the runs took is another number each time, and moves what stands beside it.
        window.0.mask(egui::Rect::from_min_max(egui::pos2(980.0, 692.0), egui::pos2(1280.0, 720.0)));
        match screen {
            Screen::OVERVIEW | YEARS | Screen::SCENARIO => window.0.snapshot_options(*name, &options),
            _ => {
                let picture = window.0.render().expect("a picture is drawn");
                picture.save(folder.join(format!("screen_{name}.png"))).expect("a picture is saved");
            }
        }
    }
    window.go("考核");
    window.0.remove_cursor();
    window.draw();
    window.0.mask(egui::Rect::from_min_max(egui::pos2(980.0, 692.0), egui::pos2(1280.0, 720.0)));
    window.0.snapshot_options("assess", &options);
    window.go("专项");
    window.0.remove_cursor();
    window.draw();
    window.0.mask(egui::Rect::from_min_max(egui::pos2(980.0, 692.0), egui::pos2(1280.0, 720.0)));
    window.0.snapshot_options("programme", &options);
}

#[test]
fn an_own_value_of_the_law_is_entered_listed_followed_and_taken_back() {
    let mut window = Window::open();
    window.click(Role::Tab, "政策");
    for (field, text) in [("数值", "26"), ("从哪个月起", "2009-06"), ("文件", "皖人社〔2009〕5号")] {
        window.click(Role::TextInput, field);
        window.keys(Modifiers::COMMAND, Key::A);
        window.type_text(text);
        window.keys(Modifiers::NONE, Key::Enter);
    }
    window.click(Role::Button, "添加");
    window.settle();
    assert!(window.says("缴费比例（单位与个人合计） 26%，2009年6月起"), "{:?}", window.words());
    let of_all = |window: &Window| -> Vec<usize> {
        window.app().session().scenarios().iter().map(|scenario| scenario.law.len()).collect()
    };
    assert_eq!(of_all(&window)[..3], [1, 1, 1], "what builds on the base follows it");
    let base = Scenario::clone(&window.app().session().scenarios()[0]);
    let month = |month: &str| month.parse().expect("a month");
    let rate = |at| base.by_law(LeverKey::ContributionRate, month(at)).to_string();
    assert_eq!([rate("2009-05"), rate("2009-06")], ["0.28", "0.26"]);
    window.keys(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(of_all(&window)[0], 0);
}
