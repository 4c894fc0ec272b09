//! Figures, sheets and a derivation made in code, and the way in which pictures of them are taken.

use eframe::egui;
use egui_kittest::{Harness, HarnessBuilder};
use rust_decimal::Decimal;
use tongchou::dataset::Field;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::report::number::{MoneyUnit, Style};
use tongchou::report::*;
use tongchou::ui::theme::{self, Theme};

/// One way in which everything is looked at.
#[derive(Clone, Copy)]
pub struct Look {
    pub name: &'static str,
    pub dark: bool,
    pub language: Language,
    pub scale: f32,
}

pub const LOOKS: [Look; 3] = [
    Look { name: "light_zh", dark: false, language: Language::Chinese, scale: 1.0 },
    Look { name: "dark_en", dark: true, language: Language::English, scale: 1.0 },
    Look { name: "light_zh_2x", dark: false, language: Language::Chinese, scale: 2.0 },
];

impl Look {
    pub fn style(self) -> Style {
        Style { language: self.language, unit: MoneyUnit::TenThousand }
    }

    pub fn theme(self) -> &'static Theme {
        if self.dark { &theme::DARK } else { &theme::LIGHT }
    }

    pub fn builder<S>(self, width: f32, height: f32) -> HarnessBuilder<S> {
        Harness::<S>::builder()
            .with_size(egui::vec2(width, height))
            .with_pixels_per_point(self.scale)
            .with_theme(if self.dark { egui::Theme::Dark } else { egui::Theme::Light })
            .with_context_setup(theme::install)
    }
}

/// Whether pictures can be taken here; says so where they can't.
pub fn can_draw() -> bool {
    let found = std::panic::catch_unwind(egui_kittest::wgpu::WgpuTestRenderer::new).is_ok();
    if !found {
        eprintln!("SKIPPED: no Vulkan adapter, so no pictures are taken (libvulkan1 and mesa-vulkan-drivers give one)");
    }
    found
}

/// Saves what a harness shows under the build's folder for test files.
pub fn save<S>(harness: &mut Harness<'_, S>, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    std::fs::create_dir_all(&folder).expect("the folder for pictures can be made");
    let picture = harness.render().expect("a picture is drawn");
    picture.save(folder.join(format!("{name}.png"))).expect("a picture is saved");
}

pub fn months(from: (i32, u32), count: i32) -> Vec<Month> {
    let first = Month::new(from.0, from.1).expect("a month");
    (0..count).map(|i| first.plus(i)).collect()
}

pub fn money(yuan: f64) -> Quantity {
    Quantity::Money(Money::from_fen((yuan * 100.0).round() as i128))
}

fn subject(month: Month, field: Field) -> Subject {
    Subject::Cell { place: Place::County("屯溪区".into()), period: Period::Month(month), field, books: Books::Data }
}

pub fn series(name: &str, role: Role, mark: Mark, values: impl IntoIterator<Item = Option<Quantity>>) -> Series {
    let first = Month::new(2004, 1).expect("a month");
    let point = |(i, value)| Point { value, subject: Some(subject(first.plus(i as i32), Field::Pension)) };
    Series { name: name.to_owned(), role, mark, points: values.into_iter().enumerate().map(point).collect() }
}

fn month_figure(title: &str, months: &[Month], series: Vec<Series>) -> Figure {
    Figure {
        title: title.to_owned(),
        categories: months.iter().map(|m| m.to_string()).collect(),
        ticks: months.iter().map(|m| format!("{}月", m.month())).collect(),
        measured: Measured::Money,
        series,
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// Contributions and pensions over two years, a back-pay spike, and months ahead.
pub fn gap() -> Figure {
    let months = months((2006, 1), 30);
    let wave = |i: usize| (i as f64 * 0.9).sin();
    let paid = (0..30).map(|i| {
        let spike = if i == 9 { 2_100_000.0 } else { 0.0 };
        Some(money(3_950_000.0 + i as f64 * 62_000.0 + wave(i) * 90_000.0 + spike))
    });
    let came = (0..30).map(|i| {
        let year_end = if i % 12 == 11 { 1_900_000.0 } else { 0.0 };
        (i != 17).then(|| money(3_050_000.0 + i as f64 * 38_000.0 + wave(i + 2) * 320_000.0 + year_end))
    });
    let mut figure = month_figure(
        "屯溪区征缴收入与养老金支出，2006年1月至2008年6月",
        &months,
        vec![
            series("征缴收入", Role::Contributions, Mark::Line, came),
            series("养老金支出", Role::Pensions, Mark::Line, paid),
        ],
    );
    figure.gap = Some((0, 1));
    figure.projected_from = Some(24);
    figure.remarks = vec![(9, "补发 210 万元".to_owned()), (11, "年末清欠".to_owned()), (23, "年末清欠".to_owned())];
    figure
}

/// Two years month by month, as bars side by side.
pub fn years() -> Figure {
    let months = months((2007, 1), 12);
    let bars = |base: f64, step: f64, phase: usize| {
        (0..12)
            .map(move |i| Some(money(base + i as f64 * step + ((i + phase) as f64 * 1.3).sin() * 210_000.0)))
            .collect::<Vec<_>>()
    };
    let mut later = bars(1_280_000.0, 9_000.0, 3);
    later[10] = None;
    let mut figure = month_figure(
        "屯溪区征缴收支缺口，2007年与2004年同月",
        &months,
        vec![
            series("2004年", Role::Earlier, Mark::Bar, bars(960_000.0, 14_000.0, 0)),
            series("2007年", Role::Later, Mark::Bar, later),
        ],
    );
    figure.notes = vec!["注：2007年11月未报。".to_owned()];
    figure.levels = vec![Level { label: "2007年月均".to_owned(), value: money(1_228_300.0) }];
    figure
}

/// Where a county's money comes from: parts piled up, with a shortfall below zero.
pub fn stacked() -> Figure {
    let months = months((2007, 1), 18);
    let part = |base: f64, swing: f64| {
        (0..18).map(move |i| Some(money(base + (i as f64 * 0.7).cos() * swing))).collect::<Vec<_>>()
    };
    let mut figure = month_figure(
        "屯溪区资金来源与短缺",
        &months,
        vec![
            series("征缴收入", Role::Contributions, Mark::StackedBar, part(3_300_000.0, 260_000.0)),
            series("中央和省补助", Role::Grants, Mark::StackedBar, part(620_000.0, 30_000.0)),
            series("同级财政补助", Role::Subsidies, Mark::StackedBar, part(260_000.0, 90_000.0)),
            series("短缺", Role::Trouble, Mark::StackedBar, part(-540_000.0, 160_000.0)),
        ],
    );
    figure.projected_from = Some(12);
    figure
}

/// The dependency ratios of four counties: lines told apart by their dots.
pub fn ratios() -> Figure {
    let months = months((1998, 1), 120);
    let line = |base: i64, step: i64| {
        (0..120)
            .map(move |i| Some(Quantity::Ratio(Decimal::new(base + step * i + (i % 12) * 3, 4))))
            .collect::<Vec<_>>()
    };
    let mut figure = month_figure(
        "四区县赡养率",
        &months,
        vec![
            series("屯溪区", Role::Later, Mark::Line, line(2_800, 14)),
            series("歙县", Role::Ratio, Mark::Line, line(2_500, 18)),
            series("休宁县", Role::Grants, Mark::Line, line(3_300, 6)),
            series("黟县", Role::Earlier, Mark::Line, line(2_300, 9)),
        ],
    );
    figure.measured = Measured::Ratio;
    figure.levels = vec![Level { label: "全省 38%".to_owned(), value: Quantity::Ratio(Decimal::new(38, 2)) }];
    figure
}

/// The same months in nothing but unknown values.
pub fn unknown() -> Figure {
    month_figure(
        "黟县征缴收入",
        &months((2007, 1), 12),
        vec![series("征缴收入", Role::Contributions, Mark::Line, vec![None; 12])],
    )
}

/// Thirty years of months and six series.
pub fn long() -> Figure {
    let months = months((1996, 1), 360);
    let roles = [Role::Contributions, Role::Pensions, Role::Grants, Role::Subsidies, Role::Balance, Role::Earlier];
    let lines = roles.iter().enumerate().map(|(s, &role)| {
        let values = (0..360).map(move |i| {
            Some(money(
                2_000_000.0
                    + s as f64 * 400_000.0
                    + i as f64 * (9_000.0 + s as f64 * 2_500.0)
                    + ((i * (s + 3)) as f64 * 0.21).sin() * 180_000.0,
            ))
        });
        series(["征缴收入", "养老金支出", "专项补助", "财政补助", "结余", "基准情景"][s], role, Mark::Line, values)
    });
    let mut figure = month_figure("全市三十年收支", &months, lines.collect());
    figure.gap = Some((0, 1));
    figure.projected_from = Some(144);
    figure
}

fn column(heading: &str, measured: Measured) -> Column {
    Column { heading: heading.to_owned(), measured, hint: String::new() }
}

const COUNTIES: [&str; 7] = ["屯溪区", "黄山区", "徽州区", "歙县", "休宁县", "黟县", "祁门县"];

/// Counties with numbers of every kind, changes, tones, trends and an unknown.
pub fn counties() -> Sheet {
    let row = |(i, name): (usize, &&str)| {
        let i = i as i64;
        let place = Place::County((*name).into());
        let period = Period::Year(2007);
        let why = |field| Some(Subject::Cell { place: place.clone(), period, field, books: Books::Data });
        let gap = 14_740_123 - i * 3_350_777;
        let tone = if gap > 8_000_000 { Tone::Trouble } else { Tone::Plain };
        let ratio = Decimal::new(300 - i * 31, 3);
        let trend = (0..24).map(|m| (m != 9).then(|| ((m * (i + 2)) as f64 * 0.31).sin() + m as f64 * 0.1));
        vec![
            Cell::text(*name),
            Cell::quantity(Some(Quantity::Persons(11_700 - i * 1_204)), why(Field::Contributors)),
            Cell::quantity((i != 5).then(|| money(34_394_000.0 - i as f64 * 4_020_311.0)), why(Field::Collected)),
            Cell::quantity(Some(money(49_134_000.0 - i as f64 * 7_371_088.0)), why(Field::Pension)),
            Cell::quantity((i != 5).then(|| money(gap as f64)), why(Field::Pension)).toned(tone),
            Cell::quantity((i != 5).then_some(Quantity::Ratio(ratio)), why(Field::Pension)).toned(if i == 1 {
                Tone::Warning
            } else {
                Tone::Plain
            }),
            Cell { value: CellValue::Change(Quantity::Ratio(Decimal::new(-142 + i * 61, 3))), ..Cell::default() },
            Cell { value: CellValue::Trend(trend.collect()), ..Cell::default() },
        ]
    };
    Sheet {
        title: "2007年各区县收支".to_owned(),
        columns: vec![
            column("区县", Measured::Text),
            column("缴费人数", Measured::Persons),
            column("征缴收入", Measured::Money),
            column("养老金支出", Measured::Money),
            column("收支缺口", Measured::Money),
            column("短缺率", Measured::Ratio),
            column("较2004年", Measured::Ratio),
            column("近24个月", Measured::Trend),
        ],
        frozen: 1,
        rows: COUNTIES.iter().enumerate().map(row).collect(),
        notes: vec!["注：黟县2007年征缴收入未报。".to_owned()],
        source: "示例数据".to_owned(),
        ..Sheet::default()
    }
}

/// A row per county and month, with more columns than fit.
pub fn data() -> Sheet {
    let mut columns = vec![column("区县", Measured::Text), column("月份", Measured::Text)];
    let names = [
        "参保职工人数",
        "缴费人数",
        "离退休人数",
        "月人均缴费基数",
        "应缴",
        "实缴",
        "养老金支出",
        "其中：补发",
        "其他支出",
    ];
    for (i, name) in names.iter().enumerate() {
        let measured =
            [Measured::Persons, Measured::PerPerson, Measured::Money][usize::from(i > 2) + usize::from(i > 3)];
        columns.push(column(name, measured));
    }
    let first = Month::january(1996);
    let rows = (0..4_000i32).map(|i| {
        let mut row = vec![Cell::text(COUNTIES[(i / 600) as usize]), Cell::text(first.plus(i % 600).to_string())];
        for (c, column) in columns.iter().enumerate().skip(2) {
            let n = i64::from(i) * 37 + c as i64 * 1_001;
            row.push(Cell::quantity(
                (n % 41 != 0).then(|| match column.measured {
                    Measured::Persons => Quantity::Persons(9_000 + n % 2_000),
                    Measured::PerPerson => Quantity::PerPerson(Money::from_fen(i128::from(95_000 + n % 40_000))),
                    _ => money(2_800_000.0 + (n % 900_000) as f64),
                }),
                None,
            ));
        }
        row
    });
    let rows = rows.collect();
    Sheet { title: "数据".to_owned(), columns, frozen: 2, rows, ..Sheet::default() }
}

/// Why the gap is what it is.
pub fn derivation() -> Derivation {
    use tongchou::finding::Origin;
    let month = Month::december(2007);
    let value = |yuan: f64| CellValue::Quantity(money(yuan));
    Derivation {
        title: "屯溪区2007年征缴收支缺口".to_owned(),
        value: value(14_740_000.0),
        rule: "缺口 = 基本养老金支出 + 其他支出 − 征缴收入（劳社厅发〔2000〕8号）".to_owned(),
        workings: vec!["1,474.00 = 4,913.40 + 0.00 − 3,439.40".to_owned()],
        inputs: vec![
            Input {
                label: "基本养老金支出".to_owned(),
                value: value(49_134_000.0),
                leads_to: Lead::Subject(subject(month, Field::Pension)),
            },
            Input { label: "其他支出".to_owned(), value: value(0.0), leads_to: Lead::End },
            Input {
                label: "实缴基本养老保险费".to_owned(),
                value: value(34_394_000.0),
                leads_to: Lead::Source {
                    origin: Origin { sheet: Some("屯溪".into()), ..Origin::file("2007年报.xlsx") }.at(18, 7),
                    raw: "3439.4".to_owned(),
                    county: "屯溪区".into(),
                    period: Period::Year(2007),
                    field: Field::Collected,
                },
            },
        ],
        postings: (1..=4)
            .map(|m| PostingLine {
                month: Month::january(2007).plus(m),
                kind: if m % 2 == 0 { "拨付" } else { "上解" }.to_owned(),
                from: if m % 2 == 0 { "市级统筹基金" } else { "屯溪区" }.to_owned(),
                to: if m % 2 == 0 { "屯溪区" } else { "市级统筹基金" }.to_owned(),
                amount: Money::from_yuan(286_000 + i64::from(m) * 11_000),
            })
            .collect(),
        notes: vec!["其他支出为空，按零计。".to_owned()],
    }
}
