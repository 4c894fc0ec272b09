//! What is exported is opened again: charts, tables, notes and formulas say what the program says.
//!
//! `tests/checks/slides.py` opens the same files with other people's readers, where Python has them.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use crate::opened::*;
use crate::support::*;
use calamine::{Data, Reader as _};
use resvg::usvg::roxmltree::Document;
use tongchou::report::chart::layout::{Layout, Medium};
use tongchou::report::files::{self, picture, pptx, svg, tokens, xlsx};
use tongchou::report::model::slide::{Body, Deck, Shape, Slide};
use tongchou::report::model::{charts, formula};
use tongchou::report::words::sheet_text::text_of;
use tongchou::report::words::{self, number};
use tongchou::report::*;
use tongchou::ui::theme;
use tongchou::{locale, month};

fn always(_: usize, _: usize) -> bool {
    true
}

fn folder() -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn charts_on_slides_carry_the_figures_numbers_and_their_own_workbooks() {
    let deck = deck(STYLE);
    let parts = parts(&pptx::write(&deck, STYLE, None, &mut always).unwrap());
    let mut charts = 0;
    for (n, slide) in (1..).zip(&deck.slides) {
        let Body::Figure(figure) = &slide.body else { continue };
        charts += 1;
        let chart = text(&parts, &format!("ppt/charts/chart{n}.xml"));
        let found = drawn(&chart);
        for series in figure.series.iter().filter(|s| s.mark != Mark::Waterfall) {
            let values: Vec<Option<f64>> = series.points.iter().map(|p| p.value.map(|q| STYLE.axis_value(q))).collect();
            let found = found.iter().find(|d| d.name == series.name).unwrap_or_else(|| panic!("no {}", series.name));
            assert_eq!(found.values, values, "{}", series.name);
            assert_eq!(found.categories.len(), figure.categories.len());
        }
        let embedded = &parts[&format!("ppt/embeddings/Microsoft_Excel_Sheet{n}.xlsx")];
        agrees_with_its_table(&chart, &mut book(embedded));
        let rels = text(&parts, &format!("ppt/charts/_rels/chart{n}.xml.rels"));
        assert!(chart.contains("<c:externalData r:id=\"rId1\">") && rels.contains(&format!("Sheet{n}.xlsx")));
    }
    assert!(charts >= 9, "{charts} charts");
}

/// The bars of a waterfall end where the steps add up to.
#[test]
fn a_waterfall_crosses_zero_and_adds_up() {
    let figure = waterfall();
    let deck = Deck { slides: vec![Slide::new("", Body::Figure(figure.clone()))], ..Deck::default() };
    let parts = parts(&pptx::write(&deck, STYLE, None, &mut always).unwrap());
    let chart = drawn(&text(&parts, "ppt/charts/chart1.xml"));
    let values: Vec<f64> = figure.series[0].points.iter().map(|p| STYLE.axis_value(p.value.unwrap())).collect();
    let mut at = 0.0;
    for (row, value) in values.iter().enumerate() {
        let from = if row == 0 || row + 1 == values.len() { 0.0 } else { at };
        at = from + value;
        let sum =
            |above: bool| -> f64 { chart.iter().filter_map(|d| d.values[row]).filter(|v| (*v > 0.0) == above).sum() };
        assert!((sum(true) - from.max(at).max(0.0)).abs() < 1e-6, "row {row} above: {}", sum(true));
        assert!((sum(false) - from.min(at).min(0.0)).abs() < 1e-6, "row {row} below: {}", sum(false));
    }
}

/// After an unknown step nobody knows the level: in files as on screen, nothing stands until the last total.
#[test]
fn a_waterfall_stops_at_an_unknown_step_as_on_screen() {
    let mut figure = waterfall();
    figure.series[0].points[2].value = None;
    let layout = Layout::new(&figure, STYLE, Medium::screen(300.0, 48.0));
    let stands: Vec<bool> = (0..7).map(|n| layout.span(0, n).is_some()).collect();
    assert_eq!(stands, [true, true, false, false, false, false, true]);
    let deck = Deck { slides: vec![Slide::new("", Body::Figure(figure.clone()))], ..Deck::default() };
    let parts = parts(&pptx::write(&deck, STYLE, None, &mut always).unwrap());
    let chart = drawn(&text(&parts, "ppt/charts/chart1.xml"));
    for (row, stands) in stands.iter().enumerate() {
        assert_eq!(chart.iter().any(|d| d.values[row].is_some()), *stands, "row {row}");
    }
    let picture = svg::figure(&figure, STYLE, (800.0, 400.0));
    assert_eq!(picture.matches("<rect").count(), 1 + 2 + 3, "the ground, a total and a step in the legend, three bars");
}

/// The parts of a fan, piled up, give the edges of its bands.
#[test]
fn a_fan_is_piled_up_to_its_edges() {
    let figure = fan();
    let deck = Deck { slides: vec![Slide::new("", Body::Figure(figure.clone()))], ..Deck::default() };
    let parts = parts(&pptx::write(&deck, STYLE, None, &mut always).unwrap());
    let chart = drawn(&text(&parts, "ppt/charts/chart1.xml"));
    for row in 24..48 {
        let mut at = 0.0;
        let edges: Vec<f64> = chart[..4]
            .iter()
            .map(|d| {
                at += d.values[row].unwrap();
                at
            })
            .collect();
        let wanted = [&figure.bands[0].lower, &figure.bands[1].lower, &figure.bands[1].upper, &figure.bands[0].upper];
        for (edge, wanted) in edges.iter().zip(wanted) {
            assert!((edge - STYLE.axis_value(wanted[row].unwrap())).abs() < 1e-5, "row {row}");
        }
    }
}

#[test]
fn slides_have_titles_notes_source_and_date() {
    let deck = deck(STYLE);
    let parts = parts(&pptx::write(&deck, STYLE, None, &mut always).unwrap());
    let slides = parts.keys().filter(|name| name.starts_with("ppt/slides/slide")).count();
    assert_eq!(slides, deck.slides.len());
    for (n, slide) in (1..).zip(&deck.slides) {
        let said = |part: &str| -> String {
            let text = text(&parts, part);
            let document = Document::parse(&text).unwrap();
            below(document.root(), "t").filter_map(|t| t.text()).collect::<Vec<_>>().join("\n")
        };
        let shown = said(&format!("ppt/slides/slide{n}.xml"));
        for wanted in [slide.title.as_str(), slide.source_line(), &deck.date, &slide.takeaway] {
            assert!(shown.contains(wanted), "slide {n} lacks {wanted}");
        }
        assert!(shown.contains("示例数据"), "slide {n}");
        assert_eq!(said(&format!("ppt/notesSlides/notesSlide{n}.xml")), slide.notes);
    }
    let table = text(&parts, "ppt/slides/slide8.xml");
    let document = Document::parse(&table).unwrap();
    assert_eq!(below(document.root(), "tr").count(), 9, "a heading and eight rows");
    assert!(table.contains("只列前 8 行"));
}

#[test]
fn a_workbook_holds_exact_numbers_and_live_formulas_with_the_programs_values() {
    let workbook = workbook(STYLE);
    let bytes = xlsx::write(&workbook, STYLE, &mut always).unwrap();
    let mut book = book(&bytes);
    let names = book.sheet_names();
    assert_eq!(names.len(), workbook.pages.len() + 2, "{names:?}");
    let mut formulas = 0;
    for (page, name) in workbook.pages.iter().zip(&names) {
        let Body::Sheet(sheet) = &page.body else { continue };
        let range = book.worksheet_range(name).unwrap();
        let live = book.worksheet_formula(name).unwrap();
        for (r, row) in sheet.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                let at = (r as u32 + 2, c as u32);
                let found = range.get_value(at);
                match &cell.value {
                    CellValue::Quantity(q) | CellValue::Change(q) => {
                        assert_eq!(number(found), Some(STYLE.axis_value(*q)), "{name} {at:?}");
                    }
                    CellValue::Period(_) => assert!(matches!(found, Some(Data::DateTime(_))), "{name} {at:?}"),
                    CellValue::Since(_) => {
                        assert_eq!(found, Some(&Data::String(text_of(cell, STYLE))), "{name} {at:?}");
                    }
                    CellValue::Text(text) => {
                        assert_eq!(found, Some(&Data::String(text.clone())), "{name} {at:?}");
                        assert!(live.get_value(at).is_none_or(String::is_empty), "{name} {at:?} is a formula");
                    }
                    CellValue::Unknown => assert_eq!(found, Some(&Data::String("—".to_owned()))),
                    CellValue::Empty | CellValue::Trend(_) => {}
                }
                formulas += usize::from(live.get_value(at).is_some_and(|f| !f.is_empty()));
            }
        }
    }
    assert!(formulas > 100, "{formulas} formulas");
    for (name, bytes) in parts(&bytes).iter().filter(|(name, _)| name.starts_with("xl/charts/chart")) {
        let chart = String::from_utf8(bytes.clone()).unwrap();
        assert!(!drawn(&chart).is_empty(), "{name}");
        agrees_with_its_table(&chart, &mut book);
    }
}

/// A formula that would give another value than the program's is left out.
#[test]
fn a_formula_is_live_only_where_it_gives_the_programs_value() {
    let mut sheet = text_sheet();
    let total = |fen: i64| vec![Cell::text("合计"), Cell::quantity(Some(yuan(fen)), None)];
    sheet.rows.remove(2); // the unknown one
    sheet.rows.push(total(8));
    let sum = formula::Formula::Sum((0, 1), (3, 1));
    sheet.formulas = vec![(4, 1, sum)];
    assert_eq!(sheet.formula((4, 1)), None, "0 + 1 + 3 + 4 yuan with 37 fen each is not 8.37");
    sheet.rows[4][1] = Cell::quantity(Some(Quantity::Money(tongchou::money::Money::from_fen(800 + 4 * 37))), None);
    assert_eq!(sheet.formula((4, 1)), Some(sum));
    sheet.rows[1][1] = Cell::default();
    assert_eq!(sheet.formula((4, 1)), None, "a part is unknown");
    sheet.formulas = vec![(0, 1, formula::Formula::Ratio((9, 9), (0, 0))), (7, 7, sum)];
    assert_eq!(sheet.formula((0, 1)), None);
    assert_eq!(sheet.formula((7, 7)), None);
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    let (deck, workbook) = (deck(STYLE), workbook(STYLE));
    let same = |make: &dyn Fn() -> Vec<u8>, what: &str| assert!(make() == make(), "{what}");
    same(&|| pptx::write(&deck, STYLE, None, &mut always).unwrap(), "pptx");
    same(&|| xlsx::write(&workbook, STYLE, &mut always).unwrap(), "xlsx");
    same(&|| picture::pdf(&deck, STYLE, &mut always).unwrap(), "pdf");
    same(&|| picture::png(&svg::figure(&fan(), STYLE, (800.0, 400.0)), 1.0).unwrap(), "png");
    same(&|| picture::outlines(&svg::flows(&flows(), STYLE, (800.0, 400.0))).unwrap().into_bytes(), "outlines");
}

#[test]
fn pictures_come_in_three_sizes_and_as_outlines() {
    let svg = svg::figure(&combined(), STYLE, (400.0, 240.0));
    assert!(svg.contains("<text") && svg.contains("Noto Sans CJK SC"));
    let outlines = picture::outlines(&svg).unwrap();
    assert!(!outlines.contains("<text") && outlines.contains("<path"));
    for scale in [1u32, 2, 4] {
        let png = picture::png(&svg, scale as f32).unwrap();
        let size = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((size(16), size(20)), (400 * scale, 240 * scale));
    }
    assert_eq!(picture::png(&svg, f32::NAN).unwrap_err().code, "export-unmade");
    assert_eq!(picture::png("<svg", 1.0).unwrap_err().code, "export-unmade");
    let pdf = picture::pdf(&deck(STYLE), STYLE, &mut always).unwrap();
    assert!(pdf.starts_with(b"%PDF-1."));
}

#[test]
fn the_colours_of_files_are_the_windows_light_set() {
    let roles = [Role::Contributions, Role::Pensions, Role::Trouble, Role::Grants, Role::Subsidies, Role::Earlier];
    let more = [Role::Later, Role::Balance, Role::Ratio, Role::Nth(0), Role::Nth(1), Role::Nth(2), Role::Nth(4)];
    for role in roles.into_iter().chain(more) {
        let window = theme::LIGHT.role(role);
        let [r, g, b] = [window.r(), window.g(), window.b()].map(u32::from);
        assert_eq!(tokens::role(role), r << 16 | g << 8 | b, "{role:?}");
    }
}

/// Figures and sheets that hold nothing, too much, or lists of unequal length.
fn odd() -> Vec<Body> {
    let unknown = |count: usize| series("未知", Role::Contributions, Mark::Line, vec![None; count]);
    let many: Vec<Category> = (0..400).map(|n| Category::Name(format!("县{n}"))).collect();
    let long = |mark| series("多", Role::Nth(7), mark, (0..400).map(|n| (n % 7 != 3).then(|| yuan(n * 1000 - 90_000))));
    let mut figures = vec![
        Figure::default(),
        Figure {
            categories: vec![Category::Name("一月".to_owned())],
            series: vec![unknown(1)],
            gap: Some((0, 5)),
            ..Figure::default()
        },
        Figure {
            categories: many.clone(),
            series: vec![unknown(3), long(Mark::Line)],
            gap: Some((0, 1)),
            projected_from: Some(9_000),
            remarks: vec![(9_999, "远".to_owned()), (3, "近".to_owned())],
            ..Figure::default()
        },
        Figure {
            categories: Category::named(&["=1+1".to_owned(), "<&>\"'\u{7}".to_owned()]),
            series: vec![series("@x", Role::Trouble, Mark::RightLine, [Some(yuan(0)), Some(yuan(0))])],
            levels: vec![Level { label: String::new(), value: percent(0) }],
            bands: vec![Band { name: String::new(), role: Role::Balance, lower: vec![None], upper: Vec::new() }],
            ..Figure::default()
        },
    ];
    for mark in [Mark::Bar, Mark::StackedBar, Mark::RightLine, Mark::Waterfall] {
        for direction in [Direction::Standing, Direction::Lying] {
            figures.push(Figure {
                categories: many.clone(),
                ticks: vec!["短".to_owned()],
                series: vec![long(mark), unknown(2), long(Mark::Line)],
                direction,
                ..Figure::default()
            });
        }
    }
    let mut bodies: Vec<Body> = figures.into_iter().map(Body::Figure).collect();
    let wide = Sheet {
        columns: (0..60)
            .map(|n| Column {
                heading: format!("很长的栏目名称之{n}"), measured: Measured::Money, hint: String::new()
            })
            .collect(),
        rows: vec![vec![]; 3],
        frozen: 90,
        ..Sheet::default()
    };
    bodies.extend([Body::Sheet(Sheet::default()), Body::Sheet(wide), Body::Sheet(text_sheet())]);
    bodies.extend([
        Body::Curve(charts::Curve::default()),
        Body::Heat(charts::Heat::default()),
        Body::Flows(charts::Flows::default()),
    ]);
    let mut crooked = heat();
    crooked.values.truncate(2);
    crooked.values[0].clear();
    let mut lost = flows();
    lost.links.push(charts::Link {
        from: 99,
        to: 3,
        amount: yuan(1),
        key: String::new(),
        what: String::new(),
        subject: None,
    });
    lost.links.push(charts::Link {
        from: 7,
        to: 0,
        amount: yuan(-5),
        key: String::new(),
        what: String::new(),
        subject: None,
    });
    let one = charts::Curve { points: vec![(percent(10), Some(yuan(1)))], present: Some(percent(90)), ..curve() };
    bodies.extend([Body::Heat(crooked), Body::Flows(lost), Body::Curve(one)]);
    bodies
}

#[test]
fn nothing_that_is_given_ends_the_program() {
    let slides: Vec<Slide> = odd().into_iter().map(|body| Slide::new("很长的标题".repeat(40), body)).collect();
    for (shape, unit) in [(Shape::Wide, number::MoneyUnit::Yuan), (Shape::Classic, number::MoneyUnit::HundredMillion)] {
        let style = number::Style { language: tongchou::locale::Language::English, unit };
        let deck = Deck { slides: slides.clone(), shape, ..Deck::default() };
        let pptx = pptx::write(&deck, style, None, &mut always).unwrap();
        for (name, bytes) in parts(&pptx).iter().filter(|(name, _)| name.ends_with(".xml")) {
            let text = std::str::from_utf8(bytes).unwrap();
            Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        std::fs::write(folder().join(format!("odd-{shape:?}.pptx")), pptx).unwrap();
        picture::pdf(&deck, style, &mut always).unwrap();
        let pages = odd().into_iter().map(|body| xlsx::Page { name: "[a]:*".to_owned(), body }).collect();
        let book = xlsx::Workbook { pages, ..xlsx::Workbook::default() };
        std::fs::write(folder().join(format!("odd-{shape:?}.xlsx")), xlsx::write(&book, style, &mut always).unwrap())
            .unwrap();
    }
    let none = Deck::default();
    assert!(!pptx::write(&none, STYLE, None, &mut always).unwrap().is_empty());
    assert!(svg::slide(&none, 7, STYLE).starts_with("<svg"));
    assert!(!xlsx::write(&xlsx::Workbook::default(), STYLE, &mut always).unwrap().is_empty());
}

#[test]
fn work_ends_where_the_user_ends_it() {
    let mut told = Vec::new();
    let mut stop = |done: usize, total: usize| {
        told.push((done, total));
        done < 2
    };
    let deck = deck(STYLE);
    assert_eq!(pptx::write(&deck, STYLE, None, &mut stop).unwrap_err().code, "export-stopped");
    assert_eq!(told, [(0, deck.slides.len()), (1, deck.slides.len()), (2, deck.slides.len())]);
}

#[test]
fn a_deck_of_ones_own_is_a_template_and_what_is_none_says_why() {
    let deck = deck(STYLE);
    let own = pptx::write(&Deck { shape: Shape::Classic, ..deck.clone() }, STYLE, None, &mut always).unwrap();
    let short = Deck { slides: deck.slides[..2].to_vec(), ..deck.clone() };
    let filled = pptx::write(&short, STYLE, Some(&own), &mut always).unwrap();
    let found = parts(&filled);
    assert_eq!(found.keys().filter(|name| name.starts_with("ppt/slides/slide")).count(), 2);
    assert!(
        text(&found, "ppt/presentation.xml").contains("cx=\"9144000\" cy=\"6858000\""),
        "the template's size is kept"
    );
    assert!(found.keys().all(|name| !name.contains("chart3")), "the template's own slides are left out");
    std::fs::write(folder().join("templated.pptx"), &filled).unwrap();
    let workbook = xlsx::write(&workbook(STYLE), STYLE, &mut always).unwrap();
    for (bytes, reason) in [
        (b"nothing".as_slice(), "export.template_unreadable"),
        (&workbook, "export.template_other"),
        (&own[..own.len() / 2], "export.template_unreadable"),
    ] {
        let finding = pptx::write(&short, STYLE, Some(bytes), &mut always).unwrap_err();
        assert_eq!(finding.code, "template-unusable");
        assert!(finding.facts.contains(&("reason", reason.to_owned())), "{:?}", finding.facts);
    }
}

#[test]
fn csv_has_its_mark_where_it_is_asked_for() {
    let marked = files::csv(&text_sheet(), STYLE, true);
    assert!(marked.starts_with(&[0xef, 0xbb, 0xbf]));
    assert_eq!(&marked[3..], files::csv(&text_sheet(), STYLE, false));
}

fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if (c as u32) < 32 => write!(out, "\\u{:04x}", c as u32).unwrap(),
            c => out.push(c),
        }
    }
    out + "\""
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

/// python-pptx and openpyxl read what is written as it is meant.
#[test]
fn other_peoples_readers_agree() {
    let folder = folder();
    let (deck, workbook) = (deck(STYLE), workbook(STYLE));
    std::fs::write(folder.join("deck.pptx"), pptx::write(&deck, STYLE, None, &mut always).unwrap()).unwrap();
    let classic = Deck { shape: Shape::Classic, ..deck.clone() };
    std::fs::write(folder.join("classic.pptx"), pptx::write(&classic, STYLE, None, &mut always).unwrap()).unwrap();
    std::fs::write(folder.join("deck.pdf"), picture::pdf(&deck, STYLE, &mut always).unwrap()).unwrap();
    std::fs::write(folder.join("book.xlsx"), xlsx::write(&workbook, STYLE, &mut always).unwrap()).unwrap();
    for n in 0..deck.slides.len() {
        let png = picture::png(&svg::slide(&deck, n, STYLE), 1.0).unwrap();
        std::fs::write(folder.join(format!("slide{n:02}.png")), png).unwrap();
    }
    let value = |v: Option<f64>| v.map_or("null".to_owned(), |v| v.to_string());
    let slides = deck.slides.iter().map(|slide| {
        let series = match &slide.body {
            Body::Figure(figure) => list(figure.series.iter().filter(|s| s.mark != Mark::Waterfall).map(|s| {
                let values = s.points.iter().map(|p| value(p.value.map(|q| STYLE.axis_value(q))));
                format!("{{\"name\":{},\"values\":{}}}", json(&s.name), list(values))
            })),
            _ => "[]".to_owned(),
        };
        let count = if let Body::Figure(figure) = &slide.body { figure.categories.len() } else { 0 };
        let rows = if let Body::Sheet(sheet) = &slide.body { sheet.rows.len().min(8) + 1 } else { 0 };
        format!(
            "{{\"title\":{},\"notes\":{},\"categories\":{count},\"rows\":{rows},\"series\":{series}}}",
            json(&slide.title),
            json(&slide.notes)
        )
    });
    let sheets = workbook.pages.iter().enumerate().filter_map(|(index, page)| {
        let Body::Sheet(sheet) = &page.body else { return None };
        let rows = sheet.rows.iter().map(|row| {
            list(row.iter().map(|cell| match &cell.value {
                CellValue::Quantity(q) | CellValue::Change(q) => value(Some(STYLE.axis_value(*q))),
                CellValue::Text(text) => json(text),
                CellValue::Unknown => json("—"),
                _ => "null".to_owned(),
            }))
        });
        Some(format!("{{\"index\":{index},\"title\":{},\"rows\":{}}}", json(&sheet.title), list(rows)))
    });
    let expected = format!("{{\"slides\":{},\"sheets\":{}}}", list(slides), list(sheets));
    std::fs::write(folder.join("expected.json"), expected).unwrap();
    let ready = Command::new("python3").args(["-c", "import pptx, openpyxl"]).output();
    if !ready.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: python3 with python-pptx and openpyxl is not there to read the exports again");
        return;
    }
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks/slides.py");
    let output = Command::new("python3").arg(script).arg(&folder).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    // A template of other people's: python-pptx' own.
    let theirs = std::fs::read(folder.join("their-template.pptx")).unwrap();
    let filled = pptx::write(&deck, STYLE, Some(&theirs), &mut always).unwrap();
    std::fs::write(folder.join("filled.pptx"), filled).unwrap();
    let check = "import pptx,sys; p=pptx.Presentation(sys.argv[1]); assert len(p.slides)==int(sys.argv[2]); \
                 assert all(s.shapes.title.text_frame.text for s in p.slides)";
    let output = Command::new("python3")
        .args(["-c", check])
        .arg(folder.join("filled.pptx"))
        .arg(deck.slides.len().to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What was written at points of a curve is a label of its own; at a heat map, flows and people by age it stands in the
/// picture, and as a comment on the cell in the workbook.
#[test]
fn what_is_written_at_points_goes_into_every_file() {
    let at = |series, category, text: &str| Noted { series, category, text: text.to_owned() };
    let age = |age| charts::AgeRow { age, sides: [[40, 10], [30, 20]] };
    let sides = ["男", "女"].map(str::to_owned);
    let parts_of = ["缴费人数", "离退休人数"].map(str::to_owned);
    let pyramid = charts::Pyramid {
        title: "年龄结构".to_owned(),
        sides,
        parts: parts_of,
        rows: (50..60).map(age).collect(),
        most: 60,
        noted: vec![at(1, 3, "五十三岁")],
        ..charts::Pyramid::default()
    };
    let bodies = [
        (Body::Curve(charts::Curve { noted: vec![at(0, 7, "此处转折")], ..curve() }), "此处转折", None),
        (Body::Heat(charts::Heat { noted: vec![at(6, 0, "不可行")], ..heat() }), "不可行", Some("B3")),
        (Body::Flows(charts::Flows { noted: vec![at(0, 9, "清欠")], ..flows() }), "清欠", Some("D12")),
        (Body::Pyramid(pyramid), "五十三岁", Some("D6")),
    ];
    for (body, words, cell) in bodies {
        let page = xlsx::Page { name: "图".to_owned(), body: body.clone() };
        let slide = Slide::new("标题", body);
        let deck = Deck { slides: vec![slide], ..Deck::default() };
        assert!(svg::slide(&deck, 0, STYLE).contains(words), "{words}");
        let slides = parts(&pptx::write(&deck, STYLE, None, &mut always).unwrap());
        let native = slides
            .iter()
            .any(|(name, part)| name.contains("charts/chart") && String::from_utf8_lossy(part).contains(words));
        assert_eq!(native, cell.is_none(), "{words}");
        let workbook = xlsx::Workbook { pages: vec![page], ..workbook(STYLE) };
        let written = parts(&xlsx::write(&workbook, STYLE, &mut always).unwrap());
        let Some(cell) = cell else {
            assert!(text(&written, "xl/charts/chart1.xml").contains(words));
            continue;
        };
        let comments = text(&written, "xl/comments1.xml");
        let comments = Document::parse(&comments).unwrap();
        let comment = comments.descendants().find(|node| node.has_tag_name("comment")).expect("a comment");
        assert_eq!(comment.attribute("ref"), Some(cell), "{words}");
        let said: String = comment.descendants().filter_map(|node| node.text()).collect();
        assert!(said.contains(words), "{said}");
    }
}

/// Months are written as a reader of the language writes them, and stay in the order of time in a spreadsheet; other
/// programs' files keep 2004-07.
#[test]
fn months_are_as_a_reader_writes_them() {
    let periods: Vec<month::Period> =
        (0..24).map(|n| month::Period::Month(month::Month::new(2004, 7).unwrap().plus(n))).collect();
    let english = number::Style { language: locale::Language::English, ..STYLE };
    let column = Column::new("年月", Measured::Text);
    let rows = periods.iter().map(|period| vec![Cell::period(*period)]).collect();
    let table = Sheet { title: "逐月".to_owned(), columns: vec![column], rows, ..Sheet::default() };
    let points = periods.iter().map(|_| Point { value: Some(yuan(1)), subject: None }).collect();
    let figure = Figure {
        title: "逐月".to_owned(),
        categories: periods.iter().copied().map(Category::Period).collect(),
        measured: Measured::Money,
        series: vec![Series { name: "缺口".to_owned(), role: Role::Trouble, mark: Mark::Line, points }],
        ..Figure::default()
    };
    assert!(words::sheet_text::comma_separated(&table, STYLE).contains("\r\n2004-07\r\n2004-08\r\n"));
    let copied = words::sheet_text::tab_separated(&table, &[0, 6], &[0], false, STYLE);
    assert_eq!(copied, "2004年7月\n2005年1月\n");
    let copied = words::chart_text::tab_separated(&Body::Figure(figure.clone()), STYLE);
    assert!(copied.lines().nth(1).unwrap().starts_with("2004年7月\t"), "{copied}");
    let picture = svg::figure(&figure, STYLE, (800.0, 300.0));
    assert!(picture.contains("2004年7月") && !picture.contains("2004-07"));
    for (style, format) in [(STYLE, "yyyy&quot;年&quot;m&quot;月&quot;"), (english, "yyyy\\-mm")] {
        let pages = [Body::Sheet(table.clone()), Body::Figure(figure.clone())];
        let pages = pages.map(|body| xlsx::Page { name: body.title().to_owned(), body }).to_vec();
        let workbook = xlsx::Workbook { pages, ..workbook(style) };
        let bytes = xlsx::write(&workbook, style, &mut always).unwrap();
        let chart = text(&parts(&bytes), "xl/charts/chart1.xml");
        assert!(chart.contains(&format!("<c:formatCode>{format}<")), "{chart}");
        assert!(chart.contains(&format!("<c:numFmt formatCode=\"{format}\"")), "{chart}");
        let mut book = book(&bytes);
        let table = book.worksheet_range(&book.sheet_names()[0]).unwrap();
        let day = |row: u32| match table.get_value((row, 0)) {
            Some(Data::DateTime(day)) => day.as_f64(),
            other => panic!("{other:?} is no day"),
        };
        let days: Vec<f64> = (2..26).map(day).collect();
        assert_eq!((days[0], days[23]), (38_169.0, 38_869.0), "2004-07-01 and 2006-06-01");
        assert!(days.is_sorted());
    }
}
