//! Budgets in a project: drawn up, typed over, kept, taken back.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rust_decimal::Decimal;
use tongchou::dataset::Dataset;
use tongchou::fund::FundKind;
use tongchou::journal::Keep;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::month::Month;
use tongchou::place::{PlaceId, PlaceKey};
use tongchou::report::views::budget;
use tongchou::report::views::budget::causes::Explained;
use tongchou::report::views::budget::execution::{Looked, Row};
use tongchou::report::views::budget::funds::funds;
use tongchou::report::views::budget::page::Page;
use tongchou::report::views::budget::statement::Kept as Project;
use tongchou::report::views::budget::versions::{Side, versions};
use tongchou::report::views::context::Context;
use tongchou::report::views::matrix::matrix;
use tongchou::report::words::number::Style;
use tongchou::report::{Cell, CellValue, Quantity};
use tongchou::scenario::family::Family;
use tongchou::scenario::held::Held;
use tongchou::scenario::lever::LeverKey;
use tongchou::session::asking::{Ask, Reply, Topic};
use tongchou::session::budgeting::{Drawing, DrawnFrom};
use tongchou::session::{Command, Edit, News, Session};
use tongchou::statements::ahead;
use tongchou::statements::execution::Execution;
use tongchou::statements::form;
use tongchou::statements::funds::OfFund;
use tongchou::statements::kept::{self, Budgets, Drawn, Made};
use tongchou::statements::seal::{Seal, Stage};
use tongchou::statements::statement::{Statement, Version, Who};
use tongchou::statements::watched::{Note, Watch};
use tongchou::statements::year::{BudgetYear, YearAsked};
use tongchou::{intake, scenario, simulation};

fn session() -> Session {
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    session.settle();
    session
}

fn draw(session: &mut Session, year: i32, from: DrawnFrom) -> Vec<News> {
    let drawing = Drawing {
        beside: None,
        form: form::enterprise().clone(),
        year,
        version: Version::Budget,
        from,
        label: "编制".to_owned(),
    };
    session.done(Command::DrawBudget(Box::new(drawing)))
}

fn answered(session: &mut Session, year: i32) -> Arc<BudgetYear> {
    let (form, budgets) = (form::enterprise().clone(), session.budgets().about(year));
    let asked = YearAsked { form, year, budgets, ahead: Some(session.scenarios()[0].clone()), beside: None };
    session.apply(Command::Ask(Ask::Budget(Box::new(asked))));
    session.settle();
    match &session.slot(Topic::Budget).answered.as_ref().unwrap().result {
        Ok(Reply::Budget(year)) => year.clone(),
        other => panic!("{other:?}"),
    }
}

fn amount(year: &BudgetYear, who: Who, line: &str) -> Option<Money> {
    let statement = year.statement(who, Version::Budget)?;
    statement.cells[year.form.line(line).unwrap()].amount()
}

/// What a run drew up is kept as it was, what is typed stands before it, and undo and a reopened file have both.
#[test]
fn a_budget_is_drawn_up_typed_over_kept_and_taken_back() {
    let mut session = session();
    assert!(draw(&mut session, 2008, DrawnFrom::Scenario(0)).is_empty());
    let year = answered(&mut session, 2008);
    let root = year.places.root();
    let county = Who::County(year.places.counties_of(root)[0]);
    let key = county.key(&year.places);
    let (drawn, whole) =
        (amount(&year, county, "pensions").unwrap(), amount(&year, Who::Whole(root), "pensions").unwrap());
    assert!(drawn.is_positive());
    let of_counties: Money =
        year.places.counties_of(root).iter().map(|c| amount(&year, Who::County(*c), "pensions").unwrap()).sum();
    assert_eq!(whole, of_counties);

    let typed = Money::from_yuan(1_000_000);
    let hand = kept::Hand { who: "王芳".into(), why: "预算编制会议".into(), when: "2008-01-05".into() };
    let put = vec![kept::Put::typed(key.clone(), "pensions", Some(typed))];
    let budgets = session.budgets().with(2008, Version::Budget, put, &hand);
    session.apply(Command::Edit(Edit::Budgets(Box::new(budgets), "录入".into())));
    let year = answered(&mut session, 2008);
    assert_eq!(amount(&year, county, "pensions"), Some(typed));
    assert_eq!(amount(&year, Who::Whole(root), "pensions"), Some(whole - drawn + typed));
    let told = session.budgets().told(2008, Version::Budget, &key, "pensions");
    assert_eq!((told.entered, told.drawn), (Some(typed), Some(drawn)));
    let line = |id| amount(&year, county, id).unwrap_or_default();
    let moved = line("borrowed") + line("advanced") - line("repaid") - line("made_real");
    assert_eq!(line("closing"), line("opening") + line("income") - line("expenditure") + moved, "closing follows");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    session.done(Command::Save(path.clone()));
    let kept = session.budgets().clone();
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    assert_eq!(again.done(Command::Open(path)), [News::Opened]);
    assert_eq!(*again.budgets(), kept);
    assert!(matches!(&again.budgets().of(2008, Version::Budget).unwrap().drawn.as_ref().unwrap().made,
        Made::Run(_, scenario) if scenario.name == again.scenarios()[0].name));
    again.apply(Command::Undo);
    assert_eq!(again.budgets().told(2008, Version::Budget, &key, "pensions").entered, None);
    again.apply(Command::Undo);
    assert!(again.budgets().is_empty());
    again.apply(Command::Redo);
    again.apply(Command::Redo);
    assert_eq!(*again.budgets(), kept);
}

/// Last year's amounts grow, each rounded once; balances begin where last year closed.
#[test]
fn a_budget_grows_on_last_year() {
    let mut session = session();
    let rates = [Decimal::new(5, 2), Decimal::new(10, 2)];
    assert!(draw(&mut session, 2008, DrawnFrom::Growth(rates)).is_empty());
    let year = answered(&mut session, 2008);
    let county = Who::County(year.places.counties_of(year.places.root())[0]);
    let last = |id: &str| {
        year.statements[&(county, 2007, Version::Actual)].cells[year.form.line(id).unwrap()].amount().unwrap()
    };
    let grown = |id: &str, percent: i128| Money::from_fen((last(id).fen() * (100 + percent) * 2 + 100) / 200);
    assert_eq!(amount(&year, county, "contributions"), Some(grown("contributions", 5)));
    assert_eq!(amount(&year, county, "pensions"), Some(grown("pensions", 10)));
    assert_eq!(amount(&year, county, "opening"), Some(last("closing")));
    assert!(year.findings.iter().any(|finding| finding.code == "budget-in-deficit"));
    // Where nothing is on record there is nothing to grow on.
    let news = draw(&mut session, 2012, DrawnFrom::Growth(rates));
    assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == "budget-without-last-year"), "{news:?}");
}

/// The screens show what the settled case has: each plan, actual and driver of its files.
#[test]
fn the_views_have_the_numbers_of_a_settled_case() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/budget/1");
    let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap();
    // What came of it continues the data.
    let data = intake::import("actual.csv", read("actual.csv").as_bytes()).unwrap().dataset;
    let scenario = scenario::file::read("scenario.toml", &read("scenario.toml")).unwrap();
    let stop = AtomicBool::new(false);
    let run = simulation::run(&data, &scenario, Keep::Journal, &stop).unwrap();
    let form = form::enterprise();
    let amounts = kept::of_run(form, &data, &run, 2006);
    let scenario = Arc::new(scenario);
    let drawn = Drawn { made: Made::Run(0, scenario.clone()), amounts };
    let budgets = Budgets::default().drawn(2006, Version::Budget, drawn);
    let asked = YearAsked { form: form.clone(), year: 2006, budgets, ahead: Some(scenario), beside: None };
    let year = asked.answer(&data, &stop).unwrap();
    let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
    let place = year.places.find_county("屯溪区").unwrap();
    let page = Page { context: &context, year: &year, who: Who::County(place) };
    let money = |text: &str| Money::from_decimal(text.parse().unwrap()).unwrap();
    let shown = |cell: &Cell| match &cell.value {
        CellValue::Quantity(Quantity::Money(money)) | CellValue::Change(Quantity::Money(money)) => Some(*money),
        _ => None,
    };

    let (execution, watch) = (read("expected/execution.csv"), Watch::default());
    let mut compared = 0;
    for month in 1..=7 {
        let month = Month::new(2006, month).unwrap();
        let looked = Looked { month: Some(month), ..Looked::default() };
        let view = budget::execution::execution(page, looked, &watch, None).unwrap();
        for line in execution.lines().filter(|line| line.starts_with(&format!("屯溪区,2006,{month},"))) {
            let cells: Vec<&str> = line.split(',').collect();
            let row = view.rows.iter().position(|row| *row == Row::Line(form.line(cells[3]).unwrap()));
            // Lines that hold nothing are not shown.
            let Some(row) = row else { continue };
            let [to_date, planned, off] = [3, 4, 5].map(|column| shown(&view.sheet.rows[row][column]).unwrap());
            assert_eq!([planned, to_date, off], [cells[4], cells[5], cells[6]].map(money), "{line}");
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
    let watch = Watch { all: Some(Decimal::new(1, 1)), ..Watch::default() };
    let looked = Looked::default();
    let view = budget::execution::execution(page, looked, &watch, None).unwrap();
    assert!(view.headline.starts_with("截至2006年7月，屯溪区基金收入完成预算"), "{}", view.headline);
    assert!(view.watched.iter().any(|said| said.contains("财政补贴收入")), "{:?}", view.watched);
    // The year is expected to end with the run's other months.
    let forecast = year.statement(page.who, Version::Forecast).unwrap();
    let actual = year.statement(page.who, Version::Actual).unwrap();
    let of = |statement: &Statement, id: &str| statement.cells[form.line(id).unwrap()].amount().unwrap();
    assert!(forecast.months == 12 && of(forecast, "pensions") > of(actual, "pensions"));

    for (explained, id) in [(Explained::Contributions, "contributions"), (Explained::Pensions, "pensions")] {
        let causes = budget::causes::causes(page, explained).unwrap();
        let drivers = read("expected/drivers.csv");
        let start = format!("屯溪区,2006,{id},");
        let expected: Vec<Money> =
            drivers.lines().filter_map(|l| l.strip_prefix(&start)?.split(',').nth(1)).map(money).collect();
        let rows = &causes.sheet.rows;
        let (first, last) = (shown(&rows[0][2]).unwrap(), shown(&rows[rows.len() - 1][2]).unwrap());
        assert_eq!((first, last), (expected[0], expected[expected.len() - 1]));
        let mut steps: Vec<Money> = rows[1..rows.len() - 1].iter().map(|row| shown(&row[1]).unwrap()).collect();
        steps.resize(expected.len() - 2, Money::ZERO);
        assert_eq!(steps, expected[1..expected.len() - 1]);
        assert_eq!(shown(&rows[rows.len() - 2][2]), Some(last), "the steps add up");
    }

    // The statement of the whole has the money between pool and county struck out.
    let statement = read("expected/statement.csv");
    let root = Page { who: Who::Whole(year.places.root()), ..page };
    // A slide has the farthest off before others, whenever it began.
    let watched = budget::watched::watched(root, &Watch { all: Some(Decimal::new(1, 3)), ..Watch::default() }).unwrap();
    let rate = |row: &usize| match &watched.sheet.rows[*row][3].value {
        CellValue::Quantity(Quantity::Ratio(rate)) => rate.abs(),
        _ => Decimal::ZERO,
    };
    let is_open = |row: &&usize| watched.sheet.rows[**row][5] == watched.sheet.rows[watched.worst_first[0]][5];
    let rates: Vec<Decimal> = watched.worst_first.iter().take_while(is_open).map(rate).collect();
    assert!(rates.len() > 8 && rates.windows(2).all(|pair| pair[0] >= pair[1]), "{rates:?}");
    let in_order: Vec<Decimal> = (0..rates.len()).map(|row| rate(&row)).collect();
    assert_ne!(rates, in_order, "they stand in the table as they began");
    for (page, key) in [(page, "屯溪区"), (root, "city")] {
        let kept = Project { budgets: &asked.budgets, family: &Family::default() };
        let view = budget::statement::statement(page, kept, Version::Budget, true);
        for (n, line) in form.lines.iter().enumerate() {
            let start = format!("{key},2006,budget,12,{},", line.id);
            let amount = statement.lines().find_map(|l| l.strip_prefix(&start)).unwrap();
            let expected = (!amount.is_empty()).then(|| money(amount));
            assert_eq!(shown(&view.sheet.rows[n][view.column]), expected, "{key} {}", line.id);
        }
    }
    let places = budget::places::places(root, Version::Budget);
    assert_eq!(places.sheet.totals, 3);
    let account = budget::account::account(page).unwrap();
    assert!(account.sentences[0].starts_with("2006年1—7月，屯溪区基金收入 "), "{:?}", account.sentences);
}

/// A settled version can't be edited; what was kept stays as it was, comes back with the file, and is compared line by line.
#[test]
fn a_version_is_settled_kept_and_compared() {
    let mut session = session();
    assert!(draw(&mut session, 2008, DrawnFrom::Scenario(0)).is_empty());
    let (version, hand) = (Version::Budget, kept::Hand { who: "王芳".into(), ..kept::Hand::default() });
    let seal = |stage, words: &str| Seal { stage, date: "2007-11-20".into(), words: words.into() };
    let put = |amount: i64| vec![kept::Put::typed("屯溪区", "contributions", Some(Money::from_yuan(amount)))];
    let told = |budgets: &Budgets| budgets.told(2008, version, "屯溪区", "contributions").entered;
    let draft = session.budgets().sealed(2008, version, seal(Stage::Draft, ""));
    assert_eq!((draft.filed().len(), draft.seal(2008, version)), (1, None), "a draft leaves the version open");
    let edited = draft.with(2008, version, put(30_000_000), &hand);
    let settled = edited.sealed(2008, version, seal(Stage::Submitted, "报市政府"));
    assert_eq!(told(&settled.with(2008, version, put(1), &hand)), Some(Money::from_yuan(30_000_000)));
    assert_eq!(settled.without(2008, version), settled);
    let on = settled.carried_on(2008);
    assert!(on.seal(2008, Version::Revised).is_none() && on.of(2008, Version::Revised).is_some());
    let open = settled.opened(2008, version);
    assert_eq!(told(&open.with(2008, version, put(1), &hand)), Some(Money::from_yuan(1)));
    assert_eq!(told(&open.restored(0)), None, "the draft was kept before the edit");

    session.apply(Command::Edit(Edit::Budgets(Box::new(settled.clone()), "定稿".into())));
    let drawing = Drawing {
        beside: None,
        form: form::enterprise().clone(),
        year: 2008,
        version,
        from: DrawnFrom::Scenario(0),
        label: String::new(),
    };
    let news = session.done(Command::DrawBudget(Box::new(drawing)));
    assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == "budget-settled"), "{news:?}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    assert_eq!(*again.budgets(), settled);
    let by = again.budgets().entered(2008, version, "屯溪区", "contributions").unwrap();
    assert_eq!(&*by.hand.who, "王芳");

    let year = answered(&mut again, 2008);
    let context = Context { observed: again.data(), runs: &[], style: Style::default(), source: "" };
    for who in ["屯溪区", "city"].map(|name| match name {
        "city" => Who::Whole(year.places.root()),
        name => Who::County(year.places.find_county(name).unwrap()),
    }) {
        let page = Page { context: &context, year: &year, who };
        let sides = [Some(Side::Filed(0)), Some(Side::Now(2008, version))];
        let compared = versions(page, again.budgets(), sides).unwrap();
        let drawn = again.budgets().filed()[0].budget.drawn.as_ref().unwrap();
        let before = drawn.amounts[&("屯溪区".to_owned(), "contributions".to_owned())];
        let off = Money::from_yuan(30_000_000) - before;
        let differ: Vec<(String, Money)> = compared
            .sheet
            .rows
            .iter()
            .filter_map(|row| match (&row[1].value, &row[4].value) {
                (CellValue::Text(name), CellValue::Change(Quantity::Money(off))) if !off.is_zero() => {
                    Some((name.trim().to_owned(), *off))
                }
                _ => None,
            })
            .collect();
        let lines = ["基本养老保险费收入", "本级收入小计", "收入合计", "本年收支结余", "年末滚存结余"];
        assert_eq!(differ, lines.map(|line| (line.to_owned(), off)), "{who:?}");
        assert!(compared.headline.contains("1 项有改动，最大的是基本养老保险费收入"), "{}", compared.headline);
    }
}

/// A line is watched from the month in which it is beyond its threshold until it was within it for so many months; what the
/// officer says stays with it, also under another threshold, and goes with the project.
#[test]
fn what_deviates_too_far_is_watched_until_it_is_cleared() {
    let mut session = session();
    let form = form::enterprise();
    let (places, line) = (session.data().places.clone(), form.line("contributions").unwrap());
    let who = Who::County(places.find_county("屯溪区").unwrap());
    let month = |n| Month::new(2007, n).unwrap();
    let rates = [5, 15, 12, 2, 20];
    let months: Vec<Execution> = (1..)
        .zip(rates)
        .map(|(n, percent)| Execution {
            who,
            month: month(n),
            line,
            plan: Money::from_yuan(100),
            actual: Some(Money::from_yuan(100 - percent)),
            budget: None,
            is_rated: true,
        })
        .collect();
    let watch = Watch { lines: [("contributions".to_owned(), Decimal::new(10, 2))].into(), ..Watch::default() };
    let told = |watch: &Watch| -> Vec<(u32, Option<u32>)> {
        let episodes = watch.episodes(form, &months, month(5));
        episodes.iter().map(|e| (e.since.month(), e.cleared.map(|month| month.month()))).collect()
    };
    assert_eq!(told(&watch), [(5, None), (2, Some(4))], "the open one first");
    assert_eq!(told(&Watch { clear: 2, ..watch.clone() }), [(2, None)]);
    assert_eq!(told(&Watch::default()), [], "nothing is a threshold that was not given");
    assert_eq!(watch.episodes(form, &months, month(3))[0].rate, Some(Decimal::new(-12, 2)));
    let note = Note {
        person: "李强".into(),
        reason: "两户企业停产".into(),
        measure: "上门催缴".into(),
        date: "2007-06-30".into(),
    };
    let key = (who.key(&places), "contributions".to_owned(), month(2));
    let noted = Watch { notes: [(key, note.clone())].into(), ..watch };
    for lower in [10, 14] {
        let lines = [("contributions".to_owned(), Decimal::new(lower, 2))].into();
        let watch = Watch { lines, ..noted.clone() };
        let episodes = watch.episodes(form, &months, month(4));
        assert_eq!(watch.note(&places, form, &episodes[0]).map(|(_, note)| note), Some(&note), "{lower}");
    }
    let budgets = session.budgets().watching(noted.clone());
    session.apply(Command::Edit(Edit::Budgets(Box::new(budgets), "重点关注".into())));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.done(Command::Open(path));
    assert_eq!(*again.budgets().watch(), noted);
    again.apply(Command::Undo);
    assert!(again.budgets().is_empty());
}

/// Funds are added by the summary form alone: own income and expenditure, each fund a row; what is not there is said.
#[test]
fn all_funds_are_added_by_the_summary_form() {
    let mut session = session();
    draw(&mut session, 2008, DrawnFrom::Scenario(0));
    let year = answered(&mut session, 2008);
    let context = Context { observed: session.data(), runs: &[], style: Style::default(), source: "" };
    let page = Page { context: &context, year: &year, who: Who::Whole(year.places.root()) };
    let form = form::of_id("work_injury").unwrap();
    let puts = [("contributions", 900), ("opening", 100)]
        .map(|(line, yuan)| kept::Put::typed("city", line, Some(Money::from_yuan(yuan * 10_000))));
    let budgets = Budgets::default().with(2008, Version::Budget, puts.to_vec(), &kept::Hand::default());
    let statement = budgets.given(form, &year.places).statements.into_values().next().unwrap();
    let fund = FundKind::of_key("work_injury").unwrap();
    let others = [OfFund { fund, form: form.clone(), statement }];
    let view = funds(page, Version::Budget, &others);
    let shown = |cell: &Cell| match &cell.value {
        CellValue::Quantity(Quantity::Money(money)) => Some(*money),
        _ => None,
    };
    let income = |row: usize| shown(&view.sheet.rows[row][2]);
    let own = year.statement(page.who, Version::Budget).unwrap().cells[year.form.line("income_own").unwrap()].amount();
    assert_eq!((view.sheet.rows.len(), income(0)), (8, own), "seven funds and their sum");
    assert_eq!(income(5), Some(Money::from_yuan(9_000_000)));
    assert_eq!(income(7), own.map(|own| own + Money::from_yuan(9_000_000)));
    assert!(view.headline.contains("还没有数的：城乡居民基本养老保险"), "{}", view.headline);
}

/// prepay = "budget" follows the copy that was approved last, whatever is typed since; without one the budget as it
/// stands. 对照 says that it does, with the amounts.
#[test]
fn what_is_paid_ahead_follows_the_copy_that_was_approved() {
    let mut session = session();
    draw(&mut session, 2008, DrawnFrom::Scenario(0));
    let places = session.data().places.clone();
    let county = places.path(PlaceId::county(0)).clone();
    let plan = |budgets: &Budgets| ahead::of_project(budgets, &places)[&(county.clone(), 2008)];
    let (of, hand) = ((2008, Version::Budget), kept::Hand::default());
    let with = |budgets: &Budgets, yuan: i64| {
        let put = kept::Put::typed(&*county, "pensions", Some(Money::from_yuan(yuan)));
        budgets.with(of.0, of.1, vec![put], &hand)
    };
    let seal = |stage| Seal { stage, date: "2008-01-20".into(), words: String::new() };
    let first = with(session.budgets(), 900_000_000);
    let approved = first.sealed(of.0, of.1, seal(Stage::Approved));
    assert_eq!(plan(&approved), plan(&first));
    let later = with(&approved.opened(of.0, of.1), 950_000_000);
    assert_eq!(plan(&later), plan(&first), "what is typed since is not approved");
    let submitted = with(&first.sealed(of.0, of.1, seal(Stage::Submitted)).opened(of.0, of.1), 950_000_000);
    assert_eq!(plan(&submitted) - plan(&first), Money::from_yuan(50_000_000));
    let again = later.sealed(of.0, of.1, seal(Stage::Approved));
    assert_eq!(plan(&again) - plan(&first), Money::from_yuan(50_000_000), "the last that was approved");

    let mut scenario = scenario::Scenario::clone(&session.scenarios()[0]);
    scenario.say(&PlaceKey::County(county.clone()), |said| said.hold(LeverKey::Prepay, Some(Held::Budget)));
    let family = Family::of([Arc::new(scenario)]);
    let shown = |budgets: &Budgets| {
        let budgeted = Arc::new(ahead::of_project(budgets, &places));
        let data = Dataset { budgeted, ..Dataset::clone(session.data()) };
        let context = Context { observed: &data, runs: &[], style: Style::default(), source: "" };
        let sheet = matrix(&context, &[(0, &family.members()[0])], false).sheet;
        let text = |cell: &Cell| match &cell.value {
            CellValue::Text(text) => text.clone(),
            _ => String::new(),
        };
        let name = format!("{county} · 年度预拨计划");
        let row = sheet.rows.iter().find(|row| text(&row[0]) == name);
        text(&row.expect("it is a row")[2])
    };
    assert!(shown(&again).starts_with("按批复预算：2008年 "), "{}", shown(&again));
    assert_eq!(shown(&Budgets::default()), "按批复预算（还没有预算）");
}
