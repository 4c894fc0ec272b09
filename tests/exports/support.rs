//! Decks and workbooks of the shipped sample, with a figure of every kind that there is.

use rust_decimal::Decimal;
use tongchou::field::Field;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::report::files::xlsx::{Page, Workbook};
use tongchou::report::model::charts::{Curve, Flows, Heat, Link, Node, Side};
use tongchou::report::model::slide::{Body, Deck, Slide};
use tongchou::report::views::context::Context;
use tongchou::report::views::{county, overview, years};
use tongchou::report::words::number::{MoneyUnit, Style};
use tongchou::report::*;
use tongchou::sample;

pub const STYLE: Style = Style { language: Language::Chinese, unit: MoneyUnit::TenThousand };

pub fn yuan(yuan: i64) -> Quantity {
    Quantity::Money(Money::from_fen(i128::from(yuan) * 100 + 37))
}

pub fn percent(points: i64) -> Quantity {
    Quantity::Ratio(Decimal::new(points, 3))
}

pub fn series(name: &str, role: Role, mark: Mark, values: impl IntoIterator<Item = Option<Quantity>>) -> Series {
    let points = values.into_iter().map(|value| Point { value, subject: None }).collect();
    Series { name: name.to_owned(), role, mark, points }
}

fn months(first: i32, count: i32) -> Vec<Category> {
    (0..count).map(|n| Category::Period(Period::Month(Month::january(first).plus(n)))).collect()
}

fn level(label: &str, value: Quantity) -> Level {
    Level { label: label.to_owned(), value }
}

pub fn stacked() -> Figure {
    let part = |base: i64, swing: i64| (0..18).map(move |n: i64| Some(yuan(base + (n * 37 % 11) * swing)));
    Figure {
        title: "屯溪区资金来源与短缺".to_owned(),
        categories: months(2007, 18),
        measured: Measured::Money,
        series: vec![
            series("征缴收入", Role::Contributions, Mark::StackedBar, part(3_300_000, 26_000)),
            series("中央和省补助", Role::Grants, Mark::StackedBar, part(620_000, 3_000)),
            series("同级财政补助", Role::Subsidies, Mark::StackedBar, part(260_000, 9_000)),
            series("短缺", Role::Trouble, Mark::StackedBar, part(-540_000, -16_000)),
        ],
        projected_from: Some(12),
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

pub fn fan() -> Figure {
    let line = |n: i64| 9_000_000 - n * 150_000;
    let edge = |by: i64| -> Vec<Option<Quantity>> {
        (0..48i64).map(|n| (n >= 24).then(|| yuan(line(n) + (n - 23) * by))).collect()
    };
    Figure {
        title: "黟县基金结余：一千条路径".to_owned(),
        categories: months(2006, 48),
        measured: Measured::Money,
        series: vec![series("中位数", Role::Balance, Mark::Line, (0..48).map(|n| Some(yuan(line(n)))))],
        bands: vec![
            Band { name: "九成".to_owned(), role: Role::Balance, lower: edge(-210_000), upper: edge(190_000) },
            Band { name: "五成".to_owned(), role: Role::Balance, lower: edge(-90_000), upper: edge(80_000) },
        ],
        projected_from: Some(24),
        levels: vec![level("一个月支付额", yuan(1_200_000))],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

pub fn waterfall() -> Figure {
    let steps = [4_200_000, 1_350_000, -820_000, -5_900_000, 640_000, 2_000_000, 1_470_000];
    let names = ["基准情景", "人数", "征缴", "待遇", "专项补助", "利息", "全市统筹"];
    Figure {
        title: "从基准到全市统筹，期末结余为何不同".to_owned(),
        categories: Category::named(&names.map(str::to_owned)),
        measured: Measured::Money,
        series: vec![series("期末结余", Role::Later, Mark::Waterfall, steps.map(|v| Some(yuan(v))))],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

pub fn tornado() -> Figure {
    let names = [
        "缴费基数增长率 ±1个百分点",
        "征缴率 ±1个百分点",
        "养老金增长率 ±1个百分点",
        "离退休人数增长率 ±1个百分点",
        "专项补助 ±100万元",
    ];
    let down = [-3_100_000, -2_450_000, 2_210_000, 1_830_000, -1_000_000];
    Figure {
        title: "各项假设变动一步，期末结余变动多少".to_owned(),
        categories: Category::named(&names.map(str::to_owned)),
        direction: Direction::Lying,
        measured: Measured::Money,
        series: vec![
            series("下调", Role::Earlier, Mark::Bar, down.map(|v| Some(yuan(v)))),
            series("上调", Role::Later, Mark::Bar, down.map(|v| (v != -1_000_000).then(|| yuan(-v + 120_000)))),
        ],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

pub fn combined() -> Figure {
    Figure {
        title: "屯溪区养老金支出与赡养率".to_owned(),
        categories: (2000..2008).map(|y| Category::Name(format!("{y}年"))).collect(),
        measured: Measured::Money,
        right: Some(Measured::Ratio),
        series: vec![
            series("养老金支出", Role::Pensions, Mark::Bar, (0..8).map(|n| Some(yuan(28_000_000 + n * 2_700_000)))),
            series("赡养率", Role::Trouble, Mark::RightLine, (0..8).map(|n| (n != 2).then(|| percent(282 + n * 14)))),
        ],
        remarks: vec![(5, "补发 210 万元".to_owned())],
        source: "示例数据".to_owned(),
        ..Figure::default()
    }
}

pub fn curve() -> Curve {
    Curve {
        title: "期末结余随上解比例变化".to_owned(),
        across: "上解比例".to_owned(),
        across_measured: Measured::Ratio,
        measured: Measured::Money,
        points: (0..21)
            .map(|n| (percent(n * 10), (n != 4).then(|| yuan(-4_000_000 + n * n * 21_000 + n * 90_000))))
            .collect(),
        target: Some(level("不欠", yuan(0))),
        present: Some(percent(50)),
        answer: Some((percent(118), yuan(0))),
        noted: Vec::new(),
        notes: vec!["其他杠杆不动。".to_owned()],
        source: "示例数据".to_owned(),
    }
}

pub fn heat() -> Heat {
    let side = |name: &str, first: i64, step: i64, count: i64, present: i64| Side {
        name: name.to_owned(),
        measured: Measured::Ratio,
        values: (0..count).map(|n| percent(first + n * step)).collect(),
        present: Some(percent(present)),
    };
    let value = |u: i64, a: i64| ((u, a) != (6, 8)).then(|| yuan((a * 900_000) - (u * 1_150_000) - 1_500_000));
    Heat {
        title: "期末结余：征缴率与养老金增长率".to_owned(),
        across: side("征缴率", 800, 20, 9, 880),
        up: side("养老金增长率", 40, 10, 7, 70),
        measured: Measured::Money,
        values: (0..7).map(|u| (0..9).map(|a| value(u, a)).collect()).collect(),
        level: Some(level("收支平衡", yuan(0))),
        noted: Vec::new(),
        notes: Vec::new(),
        source: "示例数据".to_owned(),
    }
}

pub fn flows() -> Flows {
    let counties = ["屯溪区", "黄山区", "徽州区", "歙县", "休宁县", "黟县", "祁门县"];
    let node = |name: &str, role, column| Node { key: name.to_owned(), name: name.to_owned(), role, column };
    let mut nodes: Vec<Node> = counties.iter().map(|name| node(name, Role::Contributions, 0)).collect();
    nodes.push(node("市级统筹基金", Role::Balance, 1));
    nodes.push(node("中央和省", Role::Grants, 0));
    nodes.extend(counties.iter().map(|name| node(name, Role::Pensions, 2)));
    let link = |from, to, amount, what: &str| {
        let (key, what) = (what.to_owned(), what.to_owned());
        Link { key, from, to, amount: yuan(amount), what, subject: None }
    };
    let mut links: Vec<Link> = (0..7).map(|n| link(n, 7, 5_200_000 - n as i64 * 560_000, "上解")).collect();
    links.push(link(8, 7, 6_400_000, "专项补助"));
    links.extend((0..7).map(|n| link(7, 9 + n, 6_900_000 - n as i64 * 800_000, "拨付")));
    Flows {
        title: "2007年统筹资金的来去".to_owned(),
        measured: Measured::Money,
        nodes,
        links,
        noted: Vec::new(),
        notes: Vec::new(),
        source: "示例数据".to_owned(),
    }
}

pub fn text_sheet() -> Sheet {
    let column = |heading: &str, measured| Column { heading: heading.to_owned(), measured, hint: String::new() };
    Sheet {
        title: "=1+1".to_owned(),
        columns: vec![column("项目", Measured::Text), column("=A1", Measured::Money)],
        rows: ["=1+1", "+86 559", "-cmd", "@SUM(A1)", "黟县"]
            .iter()
            .enumerate()
            .map(|(n, t)| vec![Cell::text(*t), Cell::quantity((n != 2).then(|| yuan(n as i64)), None)])
            .collect(),
        ..Sheet::default()
    }
}

/// What the sample's screens show.
pub fn screens(style: Style) -> Vec<(String, Body)> {
    let data = sample::load();
    let context = Context { observed: &data, runs: &[], style, source: sample::FILE };
    let tunxi = Place::County("屯溪区".into());
    let overview = overview::overview(&context, Books::Data, &Place::Root, Period::Year(2007), None);
    let years = years::two_years(&context, Books::Data, &tunxi, 2004, 2007);
    let fund = years::fund_by_year(&context, Books::Data, &Place::Root);
    let county = county::county(&context, Books::Data, &tunxi, None);
    assert!(data.counties.iter().any(|c| &*c.name == "屯溪区") && Field::ALL.len() > 5);
    vec![
        (overview.headline, Body::Sheet(overview.sheet)),
        (county.headline.clone(), Body::Figure(county.flows)),
        (county.headline.clone(), Body::Figure(county.shortfall_ratio)),
        (years.headline.clone(), Body::Figure(years.pensions)),
        (years.headline, Body::Sheet(years.sheet)),
        (fund.headline.clone(), Body::Figure(fund.figure)),
        (fund.headline, Body::Sheet(fund.sheet)),
        (county.headline, Body::Sheet(county.sheet)),
    ]
}

pub fn deck(style: Style) -> Deck {
    let mut slides: Vec<Slide> = screens(style).into_iter().map(|(title, body)| Slide::new(title, body)).collect();
    let more = [
        Body::Figure(stacked()),
        Body::Figure(combined()),
        Body::Figure(fan()),
        Body::Figure(waterfall()),
        Body::Figure(tornado()),
        Body::Curve(curve()),
        Body::Heat(heat()),
        Body::Flows(flows()),
    ];
    slides.extend(more.into_iter().map(|body| Slide::new(body.title().to_owned(), body)));
    for (n, slide) in slides.iter_mut().enumerate() {
        slide.notes = format!("第{}张：缺口 = 养老金支出 + 其他支出 − 征缴收入\n来源：{}", n + 1, slide.source_line());
        if n % 2 == 1 {
            slide.takeaway = "要点：缺口靠专项补助和结余弥补，结余只够三个月。".to_owned();
        }
    }
    Deck {
        name: "屯溪区养老保险基金分析".to_owned(),
        slides,
        date: "2008年3月15日".to_owned(),
        footer: "黄山市养老保险中心".to_owned(),
        ..Deck::default()
    }
}

pub fn workbook(style: Style) -> Workbook {
    let pages =
        deck(style).slides.into_iter().map(|slide| Page { name: slide.body.title().to_owned(), body: slide.body });
    let mut pages: Vec<Page> = pages.collect();
    pages.push(Page { name: "=1+1".to_owned(), body: Body::Sheet(text_sheet()) });
    Workbook {
        name: "报表".to_owned(),
        pages,
        assumptions: Some(text_sheet()),
        sources: vec!["皖劳社〔2007〕1号".to_owned()],
    }
}
