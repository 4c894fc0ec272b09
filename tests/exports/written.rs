//! The written report: in the form of an official document, its numbers those of the data, its charts native, her own words
//! kept.
//!
//! `tests/checks/written.py` opens the same file with python-docx, where Python has it.

use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::opened::*;
use resvg::usvg::roxmltree::{Document, Node};
use tongchou::answers::Desk;
use tongchou::locale::Language;
use tongchou::proposal;
use tongchou::report::Mark;
use tongchou::report::deck::build::{MadePage, Order};
use tongchou::report::deck::parcel::{Form, Parcel};
use tongchou::report::deck::ready::Ready;
use tongchou::report::deck::{Plan, Shows};
use tongchou::report::model::slide::Body;
use tongchou::report::views::context::Context;
use tongchou::report::words::number::{MoneyUnit, Style};
use tongchou::sample;
use tongchou::scenario::family::Family;
use tongchou::simulation::Progress;

/// The ready-made report of the sample, changed as wanted, as bytes, and the pages that it is made of.
fn report(style: Style, change: impl FnOnce(&mut Plan)) -> (Vec<u8>, Plan, Vec<MadePage>) {
    let data = Arc::new(sample::load());
    let family = Family::of(proposal::scenarios(&data, Language::Chinese));
    let context = Context { observed: &data, runs: &[], style, source: "d.csv" };
    let mut plan = Ready::Report.alone(&context, &family);
    plan.footer = "黄山市社会保险局".to_owned();
    plan.date = "2008年1月10日".to_owned();
    change(&mut plan);
    let order = Order::alone(plan.clone(), family, style, "d.csv".to_owned());
    let progress = Progress::new();
    let desk = Desk { data: &data, threads: NonZeroUsize::MIN, progress: &progress };
    let made = order.slides(desk).unwrap().into_iter().map(Result::unwrap).collect();
    let (bytes, left_out) = Parcel { order, form: Form::Docx, page: None }.bytes(desk).unwrap();
    assert!(left_out.is_empty(), "{left_out:?}");
    (bytes, plan, made)
}

/// The paragraphs outside tables, each with its style.
fn paragraphs(text: &str) -> Vec<(String, String)> {
    let document = Document::parse(text).unwrap();
    let body = below(document.root(), "body").next().unwrap();
    let said = |node: Node<'_, '_>| {
        node.descendants().filter(|n| n.tag_name().name() == "t").filter_map(|t| t.text()).collect()
    };
    let style = |node: Node<'_, '_>| {
        let style = node.descendants().find(|n| n.tag_name().name() == "pStyle");
        style.and_then(|style| style.attributes().next()).map_or(String::new(), |a| a.value().to_owned())
    };
    body.children().filter(|n| n.tag_name().name() == "p").map(|p| (style(p), said(p))).collect()
}

#[test]
fn the_report_has_the_form_of_an_official_document() {
    let (bytes, _, made) = report(Style::default(), |_| {});
    let parts = parts(&bytes);
    let text = text(&parts, "word/document.xml");
    for (what, said) in [
        ("A4", "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"),
        (
            "37 mm above, 26 mm right, 35 mm below, 28 mm left",
            "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"",
        ),
        ("22 lines a page", "w:linePitch=\"579\""),
    ] {
        assert!(text.contains(said), "{what}");
    }
    let styles = self::text(&parts, "word/styles.xml");
    for font in ["方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"] {
        assert!(styles.contains(font), "{font}");
    }
    assert!(self::text(&parts, "word/footer1.xml").contains(" PAGE "));
    let said = paragraphs(&text);
    assert_eq!(said[0], ("Title".to_owned(), made[0].slide.title.clone()));
    assert_eq!(said[1], ("Subtitle".to_owned(), "（2007年12月）".to_owned()));
    let of = |style: &str| -> Vec<&str> {
        said.iter().filter(|(own, _)| own == style).map(|(_, text)| text.as_str()).collect()
    };
    // A section that nobody has written anything into is left out.
    assert_eq!(of("Heading1"), ["一、基金收支总体情况", "二、各地区收支情况", "三、结余和支付能力", "四、收支预测"]);
    assert_eq!(of("Heading2"), ["（一）2007年全市企业职工基本养老保险基金收支情况"]);
    assert_eq!(of("Signature"), ["黄山市社会保险局", "2008年1月10日"]);
    let captions = of("Caption");
    for (n, figure) in (1..).zip(captions.iter().filter(|caption| caption.starts_with('图'))) {
        assert!(figure.starts_with(&format!("图{n}　")), "{figure}");
    }
}

#[test]
fn what_it_says_and_draws_is_what_the_pages_say_and_draw() {
    let style = Style { unit: MoneyUnit::Yuan, ..Style::default() };
    for style in [Style::default(), style] {
        let (bytes, plan, made) = report(style, |_| {});
        let parts = parts(&bytes);
        let said = paragraphs(&text(&parts, "word/document.xml"));
        let says = |sentence: &str| {
            said.iter().any(|(_, text)| text.trim_end_matches('。') == sentence.trim_end_matches('。'))
        };
        let mut charts = 0;
        for (page, made) in plan.pages.iter().zip(&made) {
            if let Body::Words(words) = &made.slide.body {
                assert!(
                    words.lines.iter().all(|line| matches!(page.shows, Shows::Cover { .. }) || says(line)),
                    "{words:?}"
                );
                continue;
            }
            assert!(says(&made.slide.title), "{}", made.slide.title);
            let Body::Figure(figure) = &made.slide.body else { continue };
            charts += 1;
            let chart = drawn(&text(&parts, &format!("word/charts/chart{charts}.xml")));
            for series in figure.series.iter().filter(|series| series.mark != Mark::Waterfall) {
                let values: Vec<Option<f64>> =
                    series.points.iter().map(|p| p.value.map(|q| style.axis_value(q))).collect();
                let found = chart.iter().find(|drawn| drawn.name == series.name).expect("the series is drawn");
                assert_eq!(found.values, values, "{} of {}", series.name, figure.title);
            }
            let book_of = &parts[&format!("word/embeddings/Microsoft_Excel_Sheet{charts}.xlsx")];
            agrees_with_its_table(&text(&parts, &format!("word/charts/chart{charts}.xml")), &mut book(book_of));
        }
        assert!(charts >= 5, "{charts} charts");
        assert!(!parts.contains_key(&format!("word/charts/chart{}.xml", charts + 1)));
    }
}

#[test]
fn her_own_words_stay_whatever_the_numbers() {
    let own = |plan: &mut Plan| {
        let last = plan.pages.last_mut().unwrap();
        last.shows =
            Shows::Text { text: "一是部分县征缴率偏低。\n二是补发集中在下半年。".to_owned() };
        plan.pages[3].title = Some("收支缺口主要在下半年".to_owned());
    };
    let yuan = Style { unit: MoneyUnit::Yuan, ..Style::default() };
    for style in [Style::default(), yuan] {
        let (bytes, ..) = report(style, own);
        let said = paragraphs(&text(&parts(&bytes), "word/document.xml"));
        let texts: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).collect();
        let at = texts.iter().position(|text| *text == "五、存在的问题和工作建议").expect("the section is there");
        assert_eq!(texts[at + 1..at + 3], ["一是部分县征缴率偏低。", "二是补发集中在下半年。"]);
        assert!(texts.contains(&"收支缺口主要在下半年。"));
    }
}

/// python-docx reads it as it is meant.
#[test]
fn other_peoples_readers_agree() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("written");
    std::fs::create_dir_all(&folder).unwrap();
    let (bytes, _, made) = report(Style::default(), |_| {});
    let path = folder.join("report.docx");
    std::fs::write(&path, &bytes).unwrap();
    let ready = Command::new("python3").args(["-c", "import docx"]).output();
    if !ready.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: python3 with python-docx is not there to read the report again");
        return;
    }
    let count = |of: fn(&Body) -> bool| made.iter().filter(|page| of(&page.slide.body)).count().to_string();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks/written.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(&path)
        .arg(&made[0].slide.title)
        .arg(count(|body| matches!(body, Body::Figure(_))))
        .arg(count(|body| matches!(body, Body::Sheet(_))))
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
}
