//! Figures, sheets and a derivation made in code, and the way in which pictures of them are taken.

use eframe::egui;
use egui_kittest::{Harness, HarnessBuilder};
use rust_decimal::Decimal;
use tongchou::field::Field;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::report::model::charts;
use tongchou::report::words::number::{MoneyUnit, Style};
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
        categories: months.iter().map(|m| Category::Period(Period::Month(*m))).collect(),
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

/// Many paths of a balance: the outer and the inner band around the middle one.
pub fn fan() -> Figure {
    let years = 16;
    let middle = |i: usize| 62_000_000.0 + 4_100_000.0 * i as f64 - 520_000.0 * (i * i) as f64;
    let spread = |i: usize, share: f64| {
        (i >= 5).then(|| money(middle(i) + share * 5_600_000.0 * ((i - 4) as f64).sqrt() * (i - 4) as f64 * 0.42))
    };
    let edge =
        |share: f64| (0..years).map(|i| if i == 4 { Some(money(middle(4))) } else { spread(i, share) }).collect();
    let band = |name: &str, low: f64, high: f64| Band {
        name: name.to_owned(),
        role: Role::Balance,
        lower: edge(low),
        upper: edge(high),
    };
    Figure {
        title: "全市基金结余，2003至2018年".to_owned(),
        categories: (2003..2003 + years).map(|y| Category::Name(format!("{y}年"))).collect(),
        ticks: (2003..2003 + years).map(|y| format!("{y}")).collect(),
        measured: Measured::Money,
        series: vec![series("结余中位数", Role::Balance, Mark::Line, (0..years).map(|i| Some(money(middle(i)))))],
        bands: vec![band("5%–95%", -1.0, 1.15), band("25%–75%", -0.4, 0.45)],
        projected_from: Some(5),
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// From one gap to another, a step a cause.
pub fn waterfall() -> Figure {
    let steps = [12_430_000.0, 3_216_000.0, 1_874_500.0, -2_403_000.0, -4_120_000.0, 615_000.0, 11_612_500.0];
    let names = ["2004年缺口", "离退休人数", "人均养老金及历年调整", "缴费人数", "缴费基数", "征缴率", "2007年缺口"];
    Figure {
        title: "屯溪区缺口由2004年到2007年".to_owned(),
        categories: Category::named(&names.map(str::to_owned)),
        ticks: names.map(str::to_owned).to_vec(),
        measured: Measured::Money,
        series: vec![series("缺口", Role::Pensions, Mark::Waterfall, steps.map(|v| Some(money(v))))],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// What each lever does to a balance when moved down and up.
pub fn tornado() -> Figure {
    let levers = [
        ("单位缴费费率（±1 个百分点）", -8_214_000.0, 8_214_000.0),
        ("征缴率（±2 个百分点）", -5_903_000.0, 5_120_000.0),
        ("退休年龄（±1 岁）", -3_310_000.0, 4_605_000.0),
        ("养老金年调整率（±0.5 个百分点）", 2_870_000.0, -2_951_000.0),
        ("新增参保人数", -1_204_000.0, 1_390_000.0),
        ("中央和省专项补助的分配方式与到账时间", 240_000.0, 610_000.0),
        ("利率", -96_000.0, 0.0),
    ];
    let names: Vec<String> = levers.iter().map(|l| l.0.to_owned()).collect();
    Figure {
        title: "各项假设对2010年末全市结余的影响".to_owned(),
        categories: Category::named(&names),
        ticks: names,
        direction: Direction::Lying,
        measured: Measured::Money,
        series: vec![
            series("下调", Role::Earlier, Mark::Bar, levers.iter().map(|l| Some(money(l.1)))),
            series("上调", Role::Later, Mark::Bar, levers.iter().map(|l| Some(money(l.2)))),
        ],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// Thirty counties by what they lack, with a level to compare with.
pub fn ranking() -> Figure {
    let names: Vec<String> =
        (0..30).map(|i| COUNTIES.get(i).map_or_else(|| format!("第{}县", i + 1), |name| (*name).to_owned())).collect();
    let rate = |i: i64| (i != 11).then(|| Quantity::Ratio(Decimal::new(412 - i * 16 - (i * i) % 7, 3)));
    Figure {
        title: "2007年各区县短缺率".to_owned(),
        categories: Category::named(&names),
        ticks: names,
        direction: Direction::Lying,
        measured: Measured::Ratio,
        series: vec![series("短缺率", Role::Trouble, Mark::Bar, (0..30).map(rate))],
        levels: vec![Level { label: "全市 21.4%".to_owned(), value: Quantity::Ratio(Decimal::new(214, 3)) }],
        projected_from: Some(26),
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// Money as bars, and months of cover on the axis at the right.
pub fn right() -> Figure {
    let years = 8;
    let names: Vec<String> = (2000..2000 + years).map(|y| format!("{y}年")).collect();
    let cover = (0..years).map(|i| (i != 2).then(|| Quantity::Months(Decimal::new(94 - i64::from(i) * 9, 1))));
    Figure {
        title: "全市结余与可支付月数".to_owned(),
        categories: Category::named(&names),
        ticks: names,
        measured: Measured::Money,
        right: Some(Measured::Months),
        series: vec![
            series("结余", Role::Grants, Mark::Bar, (0..years).map(|i| Some(money(31.0e6 + f64::from(i) * 1.9e6)))),
            series("可支付月数", Role::Pensions, Mark::RightLine, cover),
        ],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// Five runs side by side.
pub fn runs() -> Figure {
    let years = 12;
    let names: Vec<String> = (2007..2007 + years).map(|y| format!("{y}")).collect();
    let run = |n: i64| {
        (0..i64::from(years)).map(move |i| Some(money((40 - n * 3) as f64 * 1.0e6 + (i * (n * 9 - 20)) as f64 * 1.0e5)))
    };
    let titles = ["基准", "费率提高 1 个百分点", "全市统收统支", "调剂金 5%", "延后退休", "补助加倍"];
    Figure {
        title: "六个情景下的全市结余".to_owned(),
        categories: Category::named(&names),
        ticks: names,
        measured: Measured::Money,
        series: (0..6).map(|n| series(titles[n], Role::Nth(n as u8), Mark::Line, run(n as i64))).collect(),
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

/// A goal seek: months of cover against a rate.
pub fn curve() -> charts::Curve {
    let rate = |i: i64| Quantity::Ratio(Decimal::new(160 + i * 5, 3));
    let months = |i: i64| Quantity::Months(Decimal::new(-80 + i * 62 + i * i / 2, 2) + Decimal::new(15, 1));
    charts::Curve {
        title: "2010年末可支付月数随单位缴费费率的变化".to_owned(),
        across: "单位缴费费率".to_owned(),
        across_measured: Measured::Ratio,
        measured: Measured::Months,
        points: (0..19).map(|i| (rate(i), (i != 12).then(|| months(i)))).collect(),
        target: Some(Level { label: "目标 6.0 个月".to_owned(), value: Quantity::Months(Decimal::from(6)) }),
        present: Some(rate(8)),
        answer: Some((Quantity::Ratio(Decimal::new(2053, 4)), Quantity::Months(Decimal::from(6)))),
        noted: Vec::new(),
        notes: Vec::new(),
        source: "示例数据".to_owned(),
    }
}

/// A surplus against two levers, with one corner unknown.
pub fn heat() -> charts::Heat {
    let ratio = |n: i64| Quantity::Ratio(Decimal::new(n, 3));
    let values = |up: i64| {
        let value = move |across: i64| {
            let known = !(up > 8 && across < 2);
            let (x, y) = (across as f64, up as f64);
            known.then(|| money(-6.4e6 + 0.62e6 * x + 0.55e6 * y + 0.05e6 * (x - 4.0) * (y - 3.0)))
        };
        (0..13).map(value).collect()
    };
    charts::Heat {
        title: "2010年全市当年结余：费率与征缴率".to_owned(),
        across: charts::Side {
            name: "单位缴费费率".to_owned(),
            measured: Measured::Ratio,
            values: (0..13).map(|i| ratio(160 + i * 10)).collect(),
            present: Some(ratio(200)),
        },
        up: charts::Side {
            name: "征缴率".to_owned(),
            measured: Measured::Ratio,
            values: (0..11).map(|i| ratio(800 + i * 20)).collect(),
            present: Some(ratio(912)),
        },
        measured: Measured::Money,
        values: (0..11).map(values).collect(),
        level: Some(Level { label: "收支相抵".to_owned(), value: money(0.0) }),
        noted: Vec::new(),
        notes: Vec::new(),
        source: "示例数据".to_owned(),
    }
}

/// Money of the centre, the province and so many counties through the pool.
pub fn flows(counties: usize) -> charts::Flows {
    let node = |name: &str, role, column| charts::Node { key: name.to_owned(), name: name.to_owned(), role, column };
    let mut nodes = vec![
        node("中央和省专项补助", Role::Grants, 0),
        node("上年结余", Role::Balance, 0),
        node("市级统筹基金", Role::Later, 1),
    ];
    let mut links = Vec::new();
    let mut link = |from, to, yuan: f64, what: &str| {
        let subject = Some(Subject::Published(format!("{from}-{to}")));
        let (key, what) = (what.to_owned(), what.to_owned());
        links.push(charts::Link { key, from, to, amount: money(yuan), what, subject });
    };
    let name = |i: usize| COUNTIES.get(i).map_or_else(|| format!("第{}县", i + 1), |name| (*name).to_owned());
    let mut all = 0.0;
    for i in 0..counties {
        let paid = 9.0e6 / (1.0 + i as f64 * 0.6);
        nodes.push(node(&name(i), Role::Contributions, 0));
        link(nodes.len() - 1, 2, paid, "上解");
        all += paid;
    }
    link(0, 2, all * 0.32, "补助");
    link(1, 2, all * 0.11, "动用结余");
    for i in 0..counties {
        nodes.push(node(&name(i), Role::Pensions, 2));
        link(2, nodes.len() - 1, all * 1.4 / counties as f64 * (0.2 + 1.6 * ((i * 7 % 10) as f64 / 10.0)), "拨付");
    }
    charts::Flows {
        title: "2007年全市资金流向".to_owned(),
        measured: Measured::Money,
        nodes,
        links,
        noted: Vec::new(),
        notes: Vec::new(),
        source: "示例数据".to_owned(),
    }
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
        exact: vec!["1,474.000000 = 4,913.400000 + 0.000000 − 3,439.400000".to_owned()],
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
