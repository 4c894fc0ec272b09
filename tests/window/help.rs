//! Help in the window: every measure, lever, posting and line of a statement is explained, F1 opens what is pointed at, the
//! tour and the first start are worked by the keyboard, and the blank table is read back without a question.

use std::path::PathBuf;

use crate::support::Window;
use eframe::egui;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongchou::field::Field;
use tongchou::help::blank::Blank;
use tongchou::help::{self, Topic};
use tongchou::journal::Kind;
use tongchou::locale::Language;
use tongchou::measures::Measure;
use tongchou::scenario::lever::LeverKey;
use tongchou::statements::form;
use tongchou::ui::app::{App, Folders};
use tongchou::ui::purpose::Purpose;

#[test]
fn every_measure_lever_posting_and_line_has_an_entry() {
    let measures = Measure::OF_COUNTIES.into_iter().chain([Measure::PooledShortfall]);
    let mut keys: Vec<String> = measures.map(|measure| format!("measure.{}", measure.key())).collect();
    keys.extend(LeverKey::ALL.iter().map(|key| key.def().text_key.to_owned()));
    keys.extend(Kind::ALL.iter().map(|kind| format!("kind.{}", kind.key())));
    keys.extend(Field::ALL.iter().map(|field| field.text_key().to_owned()));
    for heading in
        ["line", "number", "change", "growth", "budgeted", "to_date", "planned", "deviation", "rate", "progress"]
    {
        keys.push(format!("budget.{heading}"));
    }
    // The headings of assessment, reward, drawing, duties, watching, caps, channels, targets and moves.
    let headings = [
        (
            "indicators",
            "marks value target score rule evidence needed rank total grade award total_weighed rank_weighed",
        ),
        ("rewarded", "weight fixed share"),
        ("drawn", "order taken last hash"),
        ("duties", "duty owed paid difference"),
        ("agencies", "staff cost per_ten_thousand per_insured per_staff need of_county"),
        ("watched", "level rule threshold since clear period"),
        (
            "programme",
            "cap against_last_cap ahead proposed_weight saved kept over fund_bears institution_bears cost to_pay",
        ),
        (
            "programme",
            "need sources uncovered share_uncovered plan_to_date actual_to_date target completion behind named",
        ),
        ("programme", "days_lost moved_due moved_paid moved_unpaid_column net_with net_without net_moved"),
    ];
    for (group, names) in headings {
        keys.extend(names.split(' ').map(|name| format!("{group}.{name}")));
    }
    for language in Language::ALL {
        for key in &keys {
            assert!(help::about(language.text(key), language).is_some(), "{}: {key}", language.code());
        }
        for line in form::shipped().iter().flat_map(|form| &form.lines) {
            let name = language.pick::<String>(&line.names);
            let topic = help::about(name, language).unwrap_or_else(|| panic!("{}: {name}", language.code()));
            assert!(!topic.brief(language).is_empty(), "{name}");
        }
    }
}

#[test]
fn every_name_of_the_glossary_is_a_text_and_every_entry_tells_something() {
    for language in Language::ALL {
        for (n, term) in help::terms().iter().enumerate() {
            for key in &term.names {
                assert!(language.has(key), "{}: {key}", language.code());
            }
            assert!(language.has(&term.unit), "{}", term.unit);
            assert!(!term.told(language).is_empty(), "{}: {:?}", language.code(), term.names);
            let article = Topic::Term(n).article(language);
            assert!(article.iter().all(|part| !part.text.contains('{')), "{article:?}");
        }
        for (n, chapter) in help::chapters().iter().enumerate() {
            let article = Topic::Chapter(n).article(language);
            assert!(article.len() >= 3, "{}: {} is short", language.code(), chapter.key);
        }
    }
}

#[test]
fn f1_opens_the_entry_of_what_is_pointed_at() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    // Nothing is pointed at: the chapter about the screen.
    window.keys(Modifiers::NONE, Key::F1);
    assert!(window.says("“首次出现支付缺口”来自情景的测算"), "{:?}", window.words());
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("查词条和用法"));
    let at = window.0.get_by_label_contains("赡养率 37").rect().center();
    window.0.input_mut().events.push(egui::Event::PointerMoved(at));
    window.0.step();
    window.0.step();
    window.keys(Modifiers::NONE, Key::F1);
    assert!(window.says("每一百个缴费的人要负担几个领养老金的人"), "{:?}", window.words());
    window.click(Role::Button, "目录");
    assert!(window.says("导入一张表") && window.says("与银行对账"));
}

#[test]
fn a_term_is_found_by_typing() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    window.keys(Modifiers::NONE, Key::F1);
    window.0.input_mut().events.push(egui::Event::Text("做实".to_owned()));
    window.0.step();
    window.settle();
    window.click(Role::Link, "做实个人账户");
    assert!(window.says("真正存进个人账户的钱") && window.says("辽宁试点"), "{:?}", window.words());
}

/// The first start, with preferences in a folder that is empty.
fn first_start(folder: &std::path::Path) -> Window {
    let preferences = folder.join("preferences.toml");
    let folders = Folders { preferences: Some(preferences), ..Folders::default() };
    let harness = Harness::builder()
        .with_size(vec2(1366.0, 768.0))
        .with_theme(egui::Theme::Light)
        .with_max_steps(20)
        .build_eframe(move |creation| App::new(&creation.egui_ctx, folders.clone(), None));
    let mut window = Window(harness);
    window.settle();
    window
}

#[test]
fn the_first_start_offers_ways_to_begin_and_the_next_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = first_start(folder.path());
    for words in ["从哪里开始", "导入我的表", "看示例", "下载空白表样"] {
        assert!(window.says(words), "{words}: {:?}", window.words());
    }
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("从哪里开始"));
    // The sample is marked over the page until that is no longer wanted.
    window.click(Role::Link, "不再显示");
    assert!(!window.says("不再显示"));
    let preferences = folder.path().join("preferences.toml");
    while !std::fs::read_to_string(&preferences).is_ok_and(|text| text.contains("sample_strip")) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let window = first_start(folder.path());
    assert!(!window.says("从哪里开始") && !window.says("不再显示"));
}

#[test]
fn the_tour_is_led_through_by_keys_and_points_at_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = first_start(folder.path());
    window.click(Role::Button, "五步导览");
    let steps =
        ["从这里打开您的月报", "第一行是一句话", "点表里任何一个数", "每个数都可以改", "就把看到的图和表加进这里"];
    for (n, words) in steps.into_iter().enumerate() {
        assert!(window.says(&format!("第 {} 步，共 5 步", n + 1)) && window.says(words), "{n}: {:?}", window.words());
        if n < 4 {
            window.keys(Modifiers::NONE, Key::ArrowRight);
        }
    }
    assert_eq!(window.app().view().screen.0, "screen.deck");
    window.keys(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(window.app().view().screen.0, "screen.scenario");
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("共 5 步"));
}

#[test]
fn opening_why_moves_nothing_on_the_page() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    let cell = |window: &Window| window.0.get_by_role_and_label(Role::Cell, "1,783.63").rect();
    let before = cell(&window);
    window.0.get_by_role_and_label(Role::Cell, "1,783.63").click();
    window.0.step();
    window.settle();
    assert!(window.says("歙县2007年征缴收支缺口"), "{:?}", window.words());
    assert_eq!(cell(&window), before);
    // It goes with Escape, and does not lie over the screen that is gone to.
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.says("歙县2007年征缴收支缺口"), "{:?}", window.words());
    window.0.get_by_role_and_label(Role::Cell, "1,783.63").click();
    window.0.step();
    window.settle();
    assert!(window.says("歙县2007年征缴收支缺口"), "{:?}", window.words());
    window.click(Role::Tab, "区县");
    assert!(!window.says("歙县2007年征缴收支缺口"), "{:?}", window.words());
}

/// Writes the blank table from the window, and fills in two months of two counties by the workbook's own parts.
fn filled(folder: &std::path::Path, language: Language) -> PathBuf {
    let (blank, filled) = (folder.join("空白.xlsx"), folder.join("区县月报.xlsx"));
    let harness = Harness::builder()
        .with_size(vec2(1366.0, 768.0))
        .with_max_steps(20)
        .build_eframe(move |creation| App::speaking(&creation.egui_ctx, Folders::default(), None, Some(language)));
    let mut window = Window(harness);
    window.settle();
    window.0.state_mut().choose_files(Purpose::SaveBlank(Blank::Months), vec![blank.clone()]);
    window.comes(&language.fill("app.saved", &[("name", "空白.xlsx")]));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&blank).unwrap()).unwrap();
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&filled).unwrap());
    let rows = [["甲县", "2025年1月"], ["甲县", "2025年2月"], ["乙县", "2025年1月"], ["乙县", "2025年2月"]];
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut text = String::from_utf8(bytes).unwrap();
            for (n, row) in rows.into_iter().enumerate() {
                let number = n + 4;
                for (column, words) in ["A", "B"].into_iter().zip(row) {
                    text = put(
                        &text,
                        &format!("{column}{number}"),
                        &format!(" t=\"inlineStr\"><is><t>{words}</t></is></c>"),
                    );
                }
                for (at, column) in ('C'..='R').enumerate() {
                    let value = match column {
                        'C' | 'D' | 'E' => 1000 - 200 * at,
                        'F' => 5000,
                        'G' => 112,
                        'H' => 100 + n,
                        'I' => 110 + n,
                        'J' => 1,
                        'Q' => 500 - 10 * (n % 2),
                        'R' => 1344,
                        _ => 0,
                    };
                    text = put(&text, &format!("{column}{number}"), &format!("><v>{value}</v></c>"));
                }
            }
            bytes = text.into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &bytes).unwrap();
    }
    writer.finish().unwrap();
    filled
}

/// A blank cell of a sheet with something in it.
fn put(sheet: &str, cell: &str, content: &str) -> String {
    let at = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} is there"));
    let end = at + sheet[at..].find("/>").unwrap();
    format!("{}{content}{}", &sheet[..end], &sheet[end + 2..])
}

#[test]
fn the_blank_table_is_read_back_without_a_question() {
    for language in Language::ALL {
        let folder = tempfile::tempdir().unwrap();
        let path = filled(folder.path(), language);
        let mut window = Window::on("总览", 1366.0, 768.0, None);
        window.drop_files(&[path]);
        // One that is headed by the keys of data files is opened at once.
        let Some(draft) = window.session().draft() else {
            let rows: usize = window.session().data().counties.iter().map(|county| county.len()).sum();
            assert_eq!((language, rows), (Language::English, 4));
            assert!(window.says("2025年1—2月全市征缴收支缺口 40 万元"), "{:?}", window.words());
            continue;
        };
        let doubts: Vec<String> = draft.made().findings.iter().map(|found| found.line(Language::Chinese)).collect();
        assert!(doubts.is_empty(), "{}: {doubts:#?}", language.code());
        assert!(window.says("读入 2 个区县，2025年1月至2025年2月，共 4 行"), "{:?}", window.words());
    }
}

#[test]
fn a_term_goes_by_the_other_name_on_the_screen_and_back() {
    let mut window = Window::on("总览", 1366.0, 768.0, None);
    window.keys(Modifiers::COMMAND, Key::K);
    window.0.input_mut().events.push(egui::Event::Text("改称".to_owned()));
    window.0.step();
    window.settle();
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.says("抚养比") && !window.says("赡养率"), "{:?}", window.words());
}

#[test]
fn the_keyboard_goes_to_the_page_at_once() {
    let mut window = Window::on("情景", 1366.0, 768.0, None);
    let focused = |window: &Window| {
        let node = window.0.root().children_recursive().find(|node| node.accesskit_node().is_focused());
        node.map(|node| node.rect().center())
    };
    // To the page, on to the panel, and to the first thing in it; on another screen it begins with the page.
    window.click(Role::Tab, "总览");
    window.keys(Modifiers::NONE, Key::F6);
    window.click(Role::Tab, "情景");
    window.keys(Modifiers::NONE, Key::F6);
    window.keys(Modifiers::NONE, Key::F6);
    window.keys(Modifiers::NONE, Key::Tab);
    let at = focused(&window).expect("something has the keyboard");
    assert!(at.x > 1040.0, "{at:?}");
}
