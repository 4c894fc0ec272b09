//! In Chinese a month reads 2026年1月 wherever the window says one, and is typed in any usual form; files keep 2026-01.

use std::path::Path;

use eframe::egui;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use tongchou::locale::Language;
use tongchou::report::model::slide::Body;
use tongchou::report::words::number::Style;
use tongchou::report::words::sheet_text::marked;
use tongchou::ui::witness::Witness;

use crate::support::{Window, walk};

/// A month as files have it that is no part of a day: 2026-01, and not 2026-01-31.
fn has_written_month(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|of| of.iter().all(u8::is_ascii_digit));
    (0..bytes.len()).any(|n| {
        let is_month = is_digits(n, n + 4) && bytes.get(n + 4) == Some(&b'-') && is_digits(n + 5, n + 7);
        let is_day = bytes.get(n + 7) == Some(&b'-');
        let goes_on = n > 0 && bytes[n - 1].is_ascii_digit() || bytes.get(n + 7).is_some_and(u8::is_ascii_digit);
        is_month && !is_day && !goes_on
    })
}

/// What is drawn as well, in sight or scrolled out of it.
fn drawn(bodies: Vec<Body>) -> Vec<String> {
    let cells = |body: Body| match body {
        Body::Sheet(sheet) => {
            let headings = sheet.columns.iter().map(|column| column.heading.clone());
            let cells = sheet.rows.iter().flatten().map(|cell| marked(cell, Style::default()));
            headings.chain(cells).chain([sheet.title.clone()]).collect()
        }
        Body::Figure(figure) => [figure.title.clone()].into_iter().chain(figure.ticks.clone()).collect(),
        _ => Vec::new(),
    };
    bodies.into_iter().flat_map(cells).collect()
}

#[test]
fn months_of_files_are_known() {
    for (text, is_so) in [("从 2026-01 起", true), ("2026-01-31", false), ("2026年1月", false), ("12026-011", false)]
    {
        assert_eq!(has_written_month(text), is_so, "{text}");
    }
}

fn press(window: &mut Window, label: &str) {
    window.0.get_by_role_and_label(Role::Button, label).click_accesskit();
    window.0.step();
    window.settle();
}

/// The sample on 情景 with all that has months: a budget, ledgers, two arrangements that follow each other, an event,
/// members who move.
fn with_months() -> Window {
    let mut window = Window::on("预算", 1440.0, 900.0, None);
    press(&mut window, "由此情景编制");
    window.comes("送审稿");
    window.click(Role::Tab, "专户");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reconcile/1");
    window.drop_files(&["bank.csv", "agency.csv"].map(|name| folder.join(name)));
    window.click(Role::Tab, "情景");
    for label in ["以后改为另一种方式", "增加一次变动", "增加一次关系转移"] {
        press(&mut window, label);
    }
    window
}

/// Opens each list of months, so that what it offers is seen as well.
fn offered(window: &mut Window) -> Vec<String> {
    let is_of_months = |label: &str| ["月份: ", "起: "].iter().any(|name| label.starts_with(name));
    let count = |window: &Window| {
        let lists = window.0.query_all_by_role(Role::ComboBox);
        lists.filter(|list| is_of_months(&list.accesskit_node().label().unwrap_or_default())).count()
    };
    let mut found = Vec::new();
    for n in 0..count(window) {
        let lists = window.0.query_all_by_role(Role::ComboBox);
        let mut lists = lists.filter(|list| is_of_months(&list.accesskit_node().label().unwrap_or_default()));
        lists.nth(n).unwrap().click_accesskit();
        drop(lists);
        window.0.step();
        window.0.step();
        found.extend(window.words());
        window.0.key_press(Key::Escape);
        window.0.step();
    }
    found
}

#[test]
fn no_page_says_a_month_as_files_have_it() {
    let mut window = with_months();
    let lists = offered(&mut window);
    for month in ["2008年1月", "2009年1月", "2012年12月"] {
        assert!(lists.iter().any(|said| said == month), "{month} is offered");
    }
    assert_eq!(lists.into_iter().filter(|said| has_written_month(said)).collect::<Vec<_>>(), Vec::<String>::new());
    let witness = Witness::of(&window.0.ctx);
    let (mut found, mut seen) = (Vec::new(), 0);
    walk::every_page(&mut window, Language::Chinese, |window, page| {
        witness.take();
        window.0.step();
        let said: Vec<String> = window.words().into_iter().chain(drawn(witness.take())).collect();
        seen += said.len();
        found.extend(said.into_iter().filter(|said| has_written_month(said)).map(|said| format!("{page}: {said}")));
    });
    assert!(seen > 10_000, "{seen}");
    assert_eq!(found, Vec::<String>::new());
}

/// Types into the field of the first month.
fn type_start(window: &mut Window, text: &str) {
    window.click(Role::TextInput, "起始月份");
    window.keys(Modifiers::COMMAND, Key::A);
    window.0.event(Event::Text(text.to_owned()));
    window.0.step();
    window.keys(Modifiers::NONE, Key::Enter);
}

fn start(window: &Window) -> (String, String) {
    let fields = window.0.get_by_role_and_label(Role::TextInput, "起始月份");
    let shown = fields.accesskit_node().value().unwrap_or_default();
    let number = window.session().family().position(window.app().view().scenario).unwrap();
    (window.session().scenarios()[number].start.to_string(), shown)
}

#[test]
fn a_month_is_typed_in_any_usual_form_and_kept_where_it_cannot_be_read() {
    let mut window = Window::on("情景", 1440.0, 900.0, None);
    for (text, month, shown) in [
        ("2008-02", "2008-02", "2008年2月"),
        ("2008年3月", "2008-03", "2008年3月"),
        ("2008.4", "2008-04", "2008年4月"),
        ("200805", "2008-05", "2008年5月"),
    ] {
        type_start(&mut window, text);
        assert_eq!(start(&window), (month.to_owned(), shown.to_owned()), "{text}");
    }
    // It stays to be mended, and Escape gives it up.
    type_start(&mut window, "2008年13月");
    assert_eq!(start(&window), ("2008-05".to_owned(), "2008年13月".to_owned()));
    window.click(Role::Tab, "政策");
    window.click(Role::Tab, "情景");
    assert_eq!(start(&window).1, "2008年13月");
    window.click(Role::TextInput, "起始月份");
    window.keys(Modifiers::NONE, Key::Escape);
    assert_eq!(start(&window), ("2008-05".to_owned(), "2008年5月".to_owned()));
}
