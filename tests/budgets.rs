//! Budgets in a project: drawn up, typed over, kept, taken back.

use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::session::asking::{Ask, Reply, Topic};
use tongchou::session::budgeting::{Drawing, DrawnFrom};
use tongchou::session::{Command, Edit, News, Session};
use tongchou::statements::form;
use tongchou::statements::kept::Made;
use tongchou::statements::statement::{Version, Who};
use tongchou::statements::year::{BudgetYear, YearAsked};

fn session() -> Session {
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    session.settle();
    session
}

/// Waits until what was begun has ended.
fn wait(session: &mut Session, is_done: impl Fn(&Session) -> bool) -> Vec<News> {
    let mut news = Vec::new();
    for _ in 0..4000 {
        news.extend(session.poll());
        if is_done(session) || !news.is_empty() {
            return news;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it does not end");
}

fn draw(session: &mut Session, year: i32, from: DrawnFrom) -> Vec<News> {
    let before = session.budgets().clone();
    let drawing =
        Drawing { form: form::enterprise(), year, version: Version::Budget, from, label: "编制".to_owned() };
    session.apply(Command::DrawBudget(Box::new(drawing)));
    wait(session, |session| *session.budgets() != before)
}

fn answered(session: &mut Session, year: i32) -> Arc<BudgetYear> {
    let (form, budgets) = (form::enterprise(), session.budgets().about(year));
    let asked = YearAsked { form, year, budgets, ahead: Some(session.scenarios()[0].clone()) };
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
    let budgets = session.budgets().with(2008, Version::Budget, vec![(key.clone(), "pensions".into(), Some(typed))]);
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
    session.apply(Command::Save(path.clone()));
    wait(&mut session, |_| false);
    let kept = session.budgets().clone();
    let mut again = Session::new(Language::Chinese, None, Arc::new(|| {}));
    again.apply(Command::Open(path));
    assert_eq!(wait(&mut again, |_| false), [News::Opened]);
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
