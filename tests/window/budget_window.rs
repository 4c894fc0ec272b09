//! 预算, 专项 and what is signed, as an officer uses them in the window: forms of one's own, funds without figures, an
//! agency's months dropped, how sure the year is, and the files that pages become.

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::Window;
use calamine::Reader as _;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::fund::FundKind;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::report::words::number::{MoneyUnit, Style};
use tongchou::report::{Measured, Quantity};
use tongchou::session::asking::Topic;
use tongchou::session::import::Taking;
use tongchou::session::{Command, Session};
use tongchou::simulation::{Progress, stochastic};
use tongchou::statements::range::RangeAsked;
use tongchou::statements::statement::{Version, Who};
use tongchou::ui::purpose::{DeckFile, Purpose, SignedFile};

/// Waits until budgets are others.
fn changes(window: &mut Window, act: impl FnOnce(&mut Window)) {
    let before = window.session().budgets().clone();
    let began = Instant::now();
    act(window);
    while *window.session().budgets() == before {
        assert!(began.elapsed() < Duration::from_secs(120), "a budget is drawn up in good time: {:?}", window.words());
        std::thread::sleep(Duration::from_millis(5));
        window.0.step();
    }
    window.settle();
}

fn cell(window: &mut Window, begins: &str) {
    let is_it =
        |label: Option<String>| label.is_some_and(|label| label.trim_start_matches('\u{3000}').starts_with(begins));
    let mut cells = window.0.get_all_by_role(Role::Cell).filter(|cell| is_it(cell.accesskit_node().label()));
    cells.next().unwrap_or_else(|| panic!("no {begins}")).click();
    drop(cells);
    window.0.step();
    window.settle();
}

fn types(window: &mut Window, text: &str) {
    window.keys(Modifiers::NONE, Key::Enter);
    window.keys(Modifiers::COMMAND, Key::A);
    window.0.event(egui::Event::Text(text.to_owned()));
    window.0.run();
    window.keys(Modifiers::NONE, Key::Enter);
}

/// The form is found by its name, says where it is from, is copied, changed line by line, used in its years, and taken back.
#[test]
fn a_form_is_copied_changed_and_used() {
    let mut window = Window::on("预算", 1440.0, 1400.0, None);
    changes(&mut window, |window| window.click(Role::Button, "由此情景编制"));
    window.click(Role::Button, "表样…");
    assert!(
        window.says("企业职工基本养老保险基金收支表：33 行，用到2017年；2008年的预算用的就是它"),
        "{:?}",
        window.words()
    );
    assert!(window.says("来源：行次按社会保险基金预算表和决算表的通行项目编排"));
    assert!(window.says("这是随附的表样，不能改"));
    changes(&mut window, |window| window.click(Role::Button, "复制"));
    assert!(
        window.says("企业职工基本养老保险基金收支表（本地）：33 行，用到2017年；2008年的预算用的就是它"),
        "{:?}",
        window.words()
    );
    cell(&mut window, "利息收入");
    changes(&mut window, |window| window.click(Role::Button, "下面加一行"));
    cell(&mut window, "新的一行");
    changes(&mut window, |window| types(window, "滞纳金收入"));
    let form = window.session().budgets().form_of(FundKind::PENSION, 2008).unwrap();
    let own = form.line("own_1").unwrap();
    assert_eq!((form.lines.len(), form.lines[own].names[0].as_str()), (34, "滞纳金收入"));
    // What a total adds up is typed as printed: by the numbers of lines.
    cell(&mut window, "本级收入小计");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    changes(&mut window, |window| types(window, "2+3"));
    let form = window.session().budgets().form_of(FundKind::PENSION, 2008).unwrap();
    let sum = &form.lines[form.line("income_own").unwrap()].fill;
    assert!(matches!(sum, tongchou::statements::form::Fill::Sum(parts) if parts.len() == 2), "{sum:?}");
    // A circle is said at its line, and the form is not used.
    cell(&mut window, "利息收入");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    let income = form.line("income").unwrap() + 1;
    window.keys(Modifiers::COMMAND, Key::Z);
    changes(&mut window, |window| window.choose("怎样得来", "各行合计"));
    cell(&mut window, "利息收入");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    changes(&mut window, |window| types(window, &income.to_string()));
    assert!(
        window.says("有 1 处错误，改好以前不使用；2008年的预算用的是“企业职工基本养老保险基金收支表”"),
        "{:?}",
        window.words()
    );
    assert!(window.says("绕了一圈又回到自己"));
    changes(&mut window, |window| window.keys(Modifiers::COMMAND, Key::Z));
    changes(&mut window, |window| window.keys(Modifiers::COMMAND, Key::Z));
    window.click(Role::RadioButton, "编制");
    window.click(Role::CheckBox, "显示没有数的行");
    assert!(window.says("滞纳金收入") && window.says("企业职工基本养老保险基金收支表（本地）"), "{:?}", window.words());
    while window.session().undo_label().is_some() {
        window.keys(Modifiers::COMMAND, Key::Z);
    }
    assert!(window.session().budgets().is_empty());
}

/// A form's file is read and written by the buttons of the tab; one with faults is not taken, and each is listed.
#[test]
fn a_forms_file_goes_in_and_out() {
    let folder = tempfile::tempdir().unwrap();
    let (out, bad) = (folder.path().join("表样.toml"), folder.path().join("坏.toml"));
    let mut window = Window::on("预算", 1440.0, 1400.0, None);
    window.click(Role::Button, "表样…");
    let take = |window: &mut Window, purpose: Purpose, path: &Path| {
        window.0.state_mut().choose_files(purpose, vec![path.to_owned()]);
        window.0.step();
        window.settle();
    };
    take(&mut window, Purpose::SaveText(tongchou::ui::purpose::TextFile::Form), &out);
    written(&mut window, &out);
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(Some(&*text), tongchou::statements::form::shipped_text("enterprise"));
    std::fs::write(&bad, text.replace("kind = \"debt\"", "kind = \"debts\"")).unwrap();
    take(&mut window, Purpose::OwnForm, &bad);
    window.comes("上次读表时");
    assert!(window.says("坏.toml:") && window.says("debts"), "{:?}", window.words());
    assert!(window.session().budgets().is_empty());
    std::fs::write(&out, text.replace("企业职工基本养老保险基金收支表\"", "黄山市收支表\"")).unwrap();
    changes(&mut window, |window| take(window, Purpose::OwnForm, &out));
    assert!(window.says("黄山市收支表：33 行，用到2017年；2008年的预算用的就是它"), "{:?}", window.words());
}

/// A fund of which there are no figures: last year's account is typed, this year's budget grown on it.
#[test]
fn a_fund_without_figures_is_typed_and_grown() {
    let mut window = Window::on("预算", 1440.0, 1400.0, None);
    window.choose("基金", "工伤保险（手工编制）");
    window.choose("地区", "屯溪区");
    window.choose("年度", "2007年");
    window.choose("版本", "决算");
    window.click(Role::CheckBox, "显示没有数的行");
    assert!(window.says("工伤保险基金收支表"), "{:?}", window.words());
    cell(&mut window, "工伤保险费收入");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    changes(&mut window, |window| types(window, "500"));
    assert!(window.session().undo_label().unwrap().starts_with("工伤保险"), "{:?}", window.session().undo_label());
    let injury = FundKind::of_key("work_injury").unwrap();
    let told = |window: &Window, year: i32, version: Version| {
        window.session().budgets().at(Some(injury)).told(year, version, "屯溪区", "contributions")
    };
    cell(&mut window, "工伤医疗待遇支出");
    window.keys(Modifiers::NONE, Key::ArrowRight);
    window.keys(Modifiers::NONE, Key::ArrowRight);
    changes(&mut window, |window| types(window, "300"));
    assert_eq!(told(&window, 2007, Version::Final).entered, Some(Money::from_yuan(5_000_000)));
    window.choose("年度", "2008年");
    window.choose("版本", "预算");
    window.0.get_by_role_and_label(Role::TextInput, "收入增长").click();
    window.settle();
    window.keys(Modifiers::COMMAND, Key::A);
    window.0.event(egui::Event::Text("10".to_owned()));
    window.settle();
    window.keys(Modifiers::NONE, Key::Enter);
    changes(&mut window, |window| window.click(Role::Button, "按上年增长编制"));
    assert_eq!(told(&window, 2008, Version::Budget).drawn, Some(Money::from_yuan(5_500_000)));
    assert!(window.says("2008年屯溪区基金收入预算 550 万元（比上年+10.0%）"), "{:?}", window.words());
    assert!(window.session().budgets().of(2008, Version::Budget).is_none(), "the pension's own is untouched");
    // All funds side by side, reckoned off the drawing thread.
    window.choose("基金", "企业职工基本养老保险");
    window.click(Role::RadioButton, "汇总");
    window.click(Role::RadioButton, "各项基金");
    window.comes("550");
    assert!(window.session().slot(Topic::Funds).answered.is_some());
}

/// Monthly figures of three counties; the months of the last year as far as they are known.
fn months(years: std::ops::RangeInclusive<i32>, last: u32) -> String {
    let mut text = String::from("区县,年月,缴费人数,离退休人数,月缴费基数,征缴收入,养老金支出,累计结余\n");
    for (n, county) in ["东城区", "西城区", "南山县"].into_iter().enumerate() {
        for year in years.clone() {
            for month in 1..=if year == *years.end() { last } else { 12 } {
                let heads = 10_000 + n as u32 * 1_000 + month * 10;
                let collected = heads * 330 + (year - 2000) as u32 * 1_000;
                let pension = 4_000 * 700 + month * 2_000;
                writeln!(text, "{county},{year}-{month:02},{heads},4000,1200,{collected},{pension},90000000").unwrap();
            }
        }
    }
    text
}

/// A project of these months.
fn project(folder: &Path, last: u32) -> PathBuf {
    let (table, path) = (folder.join("月报.csv"), folder.join("三县.tongchou"));
    std::fs::write(&table, months(2024..=2026, last)).unwrap();
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    let mut apply = |command: Command| {
        session.done(command);
        session.draft().is_some()
    };
    if apply(Command::Open(table)) {
        apply(Command::AcceptImport(Taking::Anew));
    }
    apply(Command::Save(path.clone()));
    path
}

/// An agency's months, dropped on 预算, are joined to the figures, and 执行 tells of them.
#[test]
fn an_agencys_months_are_dropped_on_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    let path = project(folder.path(), 4);
    let mut window = Window::on("预算", 1440.0, 1400.0, Some(&path));
    window.choose("年度", "2026年");
    changes(&mut window, |window| window.click(Role::Button, "由此情景编制"));
    window.click(Role::RadioButton, "执行");
    assert!(window.says("截至2026年4月"), "{:?}", window.words());
    let newer = folder.path().join("8月.csv");
    std::fs::write(&newer, months(2026..=2026, 8)).unwrap();
    window.drop_files(std::slice::from_ref(&newer));
    window.comes("追加");
    let button =
        |window: &Window| window.words().into_iter().find(|word| word.starts_with("追加") || word.starts_with("更新"));
    let label = button(&window).expect("it can be joined");
    window.click(Role::Button, &label);
    window.comes("截至2026年8月");
    assert_eq!(window.session().data().range().1.last_month().to_string(), "2026-08");
}

/// 预计全年 stands between the quantiles of the same random paths that 不确定性 runs, and these are those shown.
#[test]
fn the_range_of_the_year_is_that_of_the_random_paths() {
    let folder = tempfile::tempdir().unwrap();
    let path = project(folder.path(), 4);
    let mut window = Window::on("预算", 1600.0, 1400.0, Some(&path));
    window.choose("年度", "2026年");
    changes(&mut window, |window| window.click(Role::Button, "由此情景编制"));
    window.click(Role::RadioButton, "执行");
    assert!(window.says("没有全年区间") && !window.says("全年偏高"), "{:?}", window.words());
    window.click(Role::Tab, "情景");
    window.click(Role::RadioButton, "不确定性");
    window.click(Role::Button, "加入波动");
    window.click(Role::Tab, "预算");
    window.comes("全年偏高");
    let session = window.session();
    let scenario = session.scenarios()[window.app().scenario().unwrap()].clone();
    let form = session.budgets().form_of(FundKind::PENSION, 2026).unwrap();
    let (line, places) = (form.line("contributions").unwrap(), session.data().places.clone());
    let asked = RangeAsked { form, year: 2026, ahead: scenario.clone() };
    let one = NonZeroUsize::MIN;
    let ranges = asked.answer(session.data(), one, &Progress::new()).unwrap();
    let [low, high] = ranges.of[&(Who::Whole(places.root()), line)];
    assert!(low < high && ranges.paths > 50);
    let style = Style { unit: MoneyUnit::TenThousand, ..Style::default() };
    for amount in [low, high] {
        let shown = style.plain(Quantity::Money(amount));
        assert!(window.says(&shown), "{shown} {}: {:?}", Measured::Money as u8, window.words());
    }
    // The fan of 不确定性 begins at the month after the data and has the same spread of what is held in December.
    let mut from = tongchou::scenario::Scenario::clone(&scenario);
    from.start = "2026-05".parse().unwrap();
    from.months = from.months.max(8);
    let spread = stochastic::run(session.data(), &from, one, &Progress::new()).unwrap();
    assert_eq!(spread.start.to_string(), "2026-05");
    assert!(spread.paths >= ranges.paths);
}

/// Waits until a file is written.
fn written(window: &mut Window, path: &Path) {
    let began = Instant::now();
    while !path.exists() || window.session().exporting().is_some() {
        assert!(began.elapsed() < Duration::from_secs(120), "{} is written: {:?}", path.display(), window.words());
        std::thread::sleep(Duration::from_millis(5));
        window.0.step();
    }
    window.settle();
}

/// The pages of 专项 are added where they are shown, and stand in the files with their figures.
#[test]
fn the_pages_of_programmes_stand_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::on("专项", 1440.0, 1000.0, None);
    let before = window.session().deck().pages.len();
    for tab in ["总额控制", "筹资渠道", "就业目标", "关系转移"] {
        window.click(Role::RadioButton, tab);
        window.keys(Modifiers::COMMAND, Key::R);
    }
    assert_eq!(window.session().deck().pages.len() - before, 4);
    let files = [(DeckFile::Slides, "pptx"), (DeckFile::Workbook, "xlsx"), (DeckFile::Pages, "pdf")];
    let made = files.map(|(file, ending)| {
        let path = folder.path().join(format!("专项.{ending}"));
        window.0.state_mut().choose_files(Purpose::ExportDeck(file), vec![path.clone()]);
        window.0.step();
        written(&mut window, &path);
        std::fs::read(path).unwrap()
    });
    let parts = crate::opened::parts(&made[0]);
    let slides = parts.keys().filter(|name| name.starts_with("ppt/slides/slide")).count();
    assert!(slides >= 4, "{slides}");
    let text: String =
        parts.keys().filter(|name| name.ends_with(".xml")).map(|n| crate::opened::text(&parts, n)).collect();
    for figure in ["51.5%", "138.3%", "1,120"] {
        assert!(text.contains(figure), "{figure}");
    }
    let mut book = crate::opened::book(&made[1]);
    let names = book.sheet_names();
    assert!(names.len() >= 4, "{names:?}");
    let cells: usize = names.iter().map(|name| book.worksheet_range(name).unwrap().used_cells().count()).sum();
    assert!(cells > 100, "{cells}");
    assert!(made[2].starts_with(b"%PDF-"));
}

/// What is signed: a page for each government, as a workbook whose amounts are numbers, and as PDF.
#[test]
fn what_is_signed_is_written_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::on("考核", 1440.0, 1000.0, None);
    let mut save = |file: SignedFile, page: Option<usize>, name: &str| {
        let path = folder.path().join(name);
        let purpose = Purpose::SaveDuties { file, page, scenario: None, year: None };
        window.0.state_mut().choose_files(purpose, vec![path.clone()]);
        window.0.step();
        written(&mut window, &path);
        std::fs::read(path).unwrap()
    };
    let all = save(SignedFile::Workbook, None, "责任书.xlsx");
    let mut book = crate::opened::book(&all);
    let names = book.sheet_names();
    assert!(names.len() >= 8, "a city and its seven counties: {names:?}");
    for name in names.iter().filter(|name| *name != "资料来源") {
        let range = book.worksheet_range(name).unwrap();
        assert!(range.used_cells().any(|(.., cell)| cell.to_string().contains("责任")), "{name}");
    }
    let one = save(SignedFile::Workbook, Some(0), "一家.xlsx");
    let one = crate::opened::book(&one).sheet_names();
    assert_eq!(one.iter().filter(|name| *name != "资料来源").count(), 1, "{one:?}");
    let pdf = save(SignedFile::Pdf, None, "责任书.pdf");
    assert!(pdf.starts_with(b"%PDF-"));
    let pages = pdf.windows(11).filter(|part| part == b"/Type /Page").count();
    let pages = pages.max(pdf.windows(10).filter(|part| part == b"/Type/Page").count());
    assert!(pages >= names.len(), "{pages}");
}
