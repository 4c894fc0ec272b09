//! An officer's own forms: copied, changed, kept with the project, exchanged as files, chosen by their years; and budgets of
//! funds of which there are no figures.

use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use tongchou::fund::FundKind;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::session::asking::{Ask, Reply, Topic};
use tongchou::session::budgeting::{Drawing, DrawnFrom};
use tongchou::session::{Command, Edit, News, Session};
use tongchou::statements::form::{self, Fill};
use tongchou::statements::kept::{Budgets, Hand, Put};
use tongchou::statements::own::{Chosen, OwnForm};
use tongchou::statements::own_draft::{self, Filled};
use tongchou::statements::statement::{Version, Who};
use tongchou::statements::year::{BudgetYear, YearAsked};

fn session() -> Session {
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    session.settle();
    session
}

fn fund(key: &str) -> FundKind {
    FundKind::of_key(key).unwrap()
}

/// A copy of the enterprises' form as an officer changes it: a line more that the income counts, one less, one renamed, one
/// moved, from 2007 on.
fn mine() -> String {
    let text = form::shipped_text("enterprise").unwrap();
    let text = own_draft::copy(text, "enterprise_own1", ["本市收支表", "Our statement"]).unwrap();
    let at = |text: &str, id: &str| own_draft::draft(text).unwrap().position(id).unwrap();
    let text = own_draft::add(&text, at(&text, "other_income"), "滞纳金收入").unwrap();
    let text = own_draft::remove(&text, at(&text, "investment")).unwrap();
    let text = own_draft::rename(&text, at(&text, "pensions"), false, "养老金发放").unwrap();
    let text = own_draft::shift(&text, at(&text, "interest"), at(&text, "contributions")).unwrap();
    let text = own_draft::set_head(&text, "to", None).unwrap();
    own_draft::set_head(&text, "from", Some(2007.into())).unwrap()
}

#[test]
fn a_form_is_copied_and_changed_and_the_rest_of_its_text_stays() {
    let text = mine();
    let own = OwnForm::new(&text);
    let form = own.read().unwrap();
    assert_eq!((form.name(Language::Chinese), form.from, form.to), ("本市收支表", Some(2007), None));
    assert!(text.starts_with("# 企业职工基本养老保险基金收支表"), "comments stay");
    let shipped = form::enterprise();
    assert_eq!(form.lines.len(), shipped.lines.len());
    let line = |id: &str| form.line(id).unwrap();
    // The new line is a part of the sum that counts the one above it, and what was removed of none.
    let added = line("own_1");
    assert_eq!(
        (form.lines[added].names[0].as_str(), form.lines[added - 1].id.as_str()),
        ("滞纳金收入", "other_income")
    );
    let Fill::Sum(parts) = &form.lines[line("income_own")].fill else { panic!("a sum") };
    assert!(parts.contains(&added) && parts.len() == 6);
    assert_eq!(form.lines[line("pensions")].names, ["养老金发放", "Basic pensions"]);
    assert_eq!(line("interest") + 1, line("contributions"));
    // By numbers or by names, as printed.
    let draft = own_draft::draft(&text).unwrap();
    let (a, b) = (line("interest") + 1, line("contributions") + 1);
    let sum = own_draft::typed(&draft, &format!("{a}+{b}")).unwrap();
    assert_eq!(sum, Filled::Sum(vec!["interest".into(), "contributions".into()]));
    assert_eq!(
        own_draft::typed(&draft, "利息收入、滞纳金收入"),
        Ok(Filled::Sum(vec!["interest".into(), "own_1".into()]))
    );
    assert_eq!(
        own_draft::typed(&draft, "收入合计−支出合计"),
        Ok(Filled::Less(vec!["income".into(), "expenditure".into()]))
    );
    assert_eq!(own_draft::typed(&draft, "利息+没有"), Err("利息".to_owned()));
    assert_eq!(own_draft::typed(&draft, " "), Ok(Filled::Entered));
    let text = own_draft::fill(&text, line("other_income"), &sum).unwrap();
    let row = &own_draft::draft(&text).unwrap().rows[line("other_income")];
    assert_eq!(own_draft::formula(&own_draft::draft(&text).unwrap(), row), format!("{a}+{b}"));
    // Counted twice now, once by itself: that is no fault of the form's; a circle is.
    assert!(OwnForm::new(&text).read().is_ok());
    let circle = own_draft::fill(&text, line("interest"), &Filled::Sum(vec!["income".into()])).unwrap();
    let circle = OwnForm::new(&circle);
    let found = circle.read().unwrap_err();
    assert_eq!(found[0].code, "form-circle");
    assert!(found[0].origin.row.is_some());
}

/// Every fault is said at its row, with what to do.
#[test]
fn what_is_wrong_with_a_form_is_said_at_its_row() {
    let line = |id: &str, more: &str| format!("[[line]]\nid = \"{id}\"\nzh = \"行\"\nkind = \"income\"\n{more}\n");
    let head = "id = \"f\"\nzh = \"表\"\nsource = \"本市\"\nfund = \"work_injury\"\n";
    let whole = format!("{head}{}{}", line("income", ""), line("expenditure", ""));
    assert!(OwnForm::of_file("表.toml", whole.as_bytes()).is_ok());
    let said = |text: &str| -> Vec<(String, Option<u32>)> {
        let found = OwnForm::of_file("表.toml", text.as_bytes()).unwrap_err();
        found.iter().map(|f| (f.line(Language::Chinese), f.origin.row)).collect()
    };
    let all = [
        (whole.replace("work_injury", "injury"), "fund 写的“injury”不是一项基金", 4),
        (whole.replace("fund =", "from = 2020\nto = 2019\nfund ="), "停用年份早于启用年份", 5),
        (whole.replace("id = \"expenditure\"", "id = \"spent\""), "缺 id 为 expenditure 的合计行", 1),
        (head.to_owned(), "表样里没有一行", 1),
        (format!("{whole}{}", line("a b", "")), "行的 id“a b”不能为空", 16),
        (format!("{whole}{}", line("a", "sum = [\"income\", \"income\"]")), "income 出现了两次", 19),
        (format!("{whole}{}", line("a", "of = \"a\"")), "的 of 是它自己", 19),
        (format!("{whole}{}", line("income", "")), "出现了两次，请改其中一个 id", 16),
        (format!("{whole}{}", line("a", "sum = [\"b\"]")), "sum", 19),
        (format!("{whole}{}", line("a", "kinds = \"x\"")), "kinds", 19),
    ];
    for (text, part, row) in all {
        let said = said(&text);
        assert!(said.iter().any(|(line, at)| line.contains(part) && *at == Some(row)), "{part} {row}: {said:?}");
    }
    // All of them at once.
    let many = format!("{}{}", whole.replace("kind", "kid"), line("a", "of = \"b\""));
    assert_eq!(said(&many).len(), 5);
    for bytes in [&b"\xff\xfe"[..], b"id = ", b"line = 3", b"[[line]]\nsum = 3"] {
        assert!(!OwnForm::of_file("表.toml", bytes).unwrap_err().is_empty());
    }
}

/// Her own form stands first in its years; with a fault it is not used, and a shipped one is.
#[test]
fn the_dates_of_use_choose_the_form() {
    let pension = FundKind::PENSION;
    let id = |budgets: &Budgets, year: i32| budgets.form_of(pension, year).unwrap().id.clone();
    let none = Budgets::default();
    assert_eq!([2006, 2018].map(|year| id(&none, year)), ["enterprise", "enterprise_2018"]);
    let budgets = none.with_forms(vec![OwnForm::new(&mine())]);
    assert_eq!([2006, 2007, 2018].map(|year| id(&budgets, year)), ["enterprise", "enterprise_own1", "enterprise_own1"]);
    let wrong = mine().replace("kind = \"income\"", "kind = \"in\"");
    let budgets = none.with_forms(vec![OwnForm::new(&wrong), OwnForm::new(&mine().replace("2007", "2018"))]);
    assert_eq!([2007, 2018].map(|year| id(&budgets, year)), ["enterprise", "enterprise_own1"]);
    assert_eq!(Chosen::used(budgets.forms(), pension.key(), 2018), Some(Chosen::Own(1)));
    assert!(matches!(Chosen::used(budgets.forms(), pension.key(), 2007), Some(Chosen::Shipped(_))));
    // Another fund's is not this one's.
    let other = mine().replace("enterprise_pension", "work_injury");
    assert_eq!(id(&none.with_forms(vec![OwnForm::new(&other)]), 2007), "enterprise");
}

/// A file is taken whole or not at all, is kept with the project, and undo takes it back.
#[test]
fn a_form_is_read_kept_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad, other) =
        (folder.path().join("本市.toml"), folder.path().join("坏.toml"), folder.path().join("工伤.toml"));
    std::fs::write(&good, mine()).unwrap();
    std::fs::write(&bad, mine().replace("kind = \"income\"", "kind = \"in\"")).unwrap();
    std::fs::write(&other, form::shipped_text("work_injury").unwrap()).unwrap();
    let mut session = session();
    let read = |path: &Path| Command::ReadForm { path: path.to_owned(), fund: FundKind::PENSION, beside: None };
    for (path, code) in [(&bad, "scenario-value"), (&other, "form-fund-other")] {
        let news = session.done(read(path));
        assert!(matches!(&news[..], [News::Failed(found)] if found[0].code == code), "{news:?}");
        assert!(session.budgets().is_empty() && session.undo_label().is_none());
    }
    assert!(matches!(&session.done(read(&good))[..], [News::Said(..)]));
    assert_eq!(session.undo_label(), Some("读入表样 本市.toml"));
    let path = folder.path().join("黄山.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = self::session();
    assert!(matches!(&again.done(Command::Open(path))[..], [News::Opened]));
    assert_eq!(again.budgets(), session.budgets());
    assert_eq!(again.budgets().form_of(FundKind::PENSION, 2008).unwrap().name(Language::Chinese), "本市收支表");
    let out = folder.path().join("写出.toml");
    again.done(Command::Export(out.clone(), again.budgets().forms()[0].text().to_string()));
    assert_eq!(std::fs::read_to_string(out).unwrap(), mine());
    again.apply(Command::Undo);
    assert!(again.budgets().is_empty());
}

/// The command takes her file, and draws up by its lines.
#[test]
fn the_command_takes_a_form_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/budget/1");
    let (good, bad) = (folder.path().join("本市.toml"), folder.path().join("坏.toml"));
    std::fs::write(&good, mine()).unwrap();
    std::fs::write(&bad, mine().replace("kind = \"income\"", "kind = \"in\"")).unwrap();
    let run = |form: &Path| {
        let out = folder.path().join("out");
        let of = |name: &str| case.join(name);
        let mut command = Process::new(env!("CARGO_BIN_EXE_tongchou"));
        command.arg("budget").arg("--data").arg(of("actual.csv")).arg("--scenario").arg(of("scenario.toml"));
        let said = command.arg("--form").arg(form).arg("--out").arg(&out).output().unwrap();
        (said, std::fs::read_to_string(out.join("statement.csv")))
    };
    let (said, written) = run(&good);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let written = written.unwrap();
    assert!(written.contains(",pensions,") && !written.contains(",investment,"));
    let interest = written.find(",interest,").unwrap();
    assert!(interest < written.find(",contributions,").unwrap(), "in the order of her form");
    let (said, _) = run(&bad);
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains("坏.toml"), "{}", String::from_utf8_lossy(&said.stderr));
}

fn answered(session: &mut Session, beside: FundKind, year: i32) -> Arc<BudgetYear> {
    let budgets = session.budgets().at(Some(beside)).about(year);
    let form = budgets.form_of(beside, year).unwrap();
    let asked = YearAsked { form, year, budgets, ahead: None, beside: Some(beside) };
    session.apply(Command::Ask(Ask::Budget(Box::new(asked))));
    session.settle();
    match &session.slot(Topic::Budget).answered.as_ref().unwrap().result {
        Ok(Reply::Budget(year)) => year.clone(),
        other => panic!("{other:?}"),
    }
}

/// A fund of which there are no figures: last year's account is typed, the budget grown on it and typed over, all in the
/// project's steps and file; nothing of the pension's figures is in it.
#[test]
fn a_fund_without_figures_is_budgeted_by_entry_and_growth() {
    let mut session = session();
    let injury = fund("work_injury");
    let yuan = |yuan: i64| Some(Money::from_yuan(yuan));
    let put = |session: &mut Session, year: i32, version: Version, puts: Vec<Put>| {
        let of_fund = session.budgets().at(Some(injury)).with(year, version, puts, &Hand::default());
        let budgets = session.budgets().put_at(Some(injury), of_fund);
        session.apply(Command::Edit(Edit::Budgets(Box::new(budgets), "录入".into())));
    };
    let counties: Vec<String> = session.data().counties.iter().map(|county| county.name.to_string()).collect();
    let puts =
        |line: &str, amount: i64| counties.iter().map(|c| Put::typed(&**c, line, yuan(amount))).collect::<Vec<_>>();
    let last = [puts("opening", 1_000), puts("contributions", 500), puts("medical", 300)].concat();
    put(&mut session, 2007, Version::Final, last);
    let year = answered(&mut session, injury, 2008);
    let whole = Who::Whole(year.places.root());
    let (version, before) = year.before(whole).unwrap();
    let of = |cells: &[tongchou::statements::flows::Cell], line: &str| cells[year.form.line(line).unwrap()].amount();
    assert_eq!((version, of(&before.cells, "closing")), (Version::Final, yuan(7 * 1_200)));
    assert!(year.statements.keys().all(|(.., version)| *version == Version::Final), "nothing else is known");

    let rates = [Decimal::new(10, 2), Decimal::new(20, 2)];
    let drawing = Drawing {
        beside: Some(injury),
        form: year.form.clone(),
        year: 2008,
        version: Version::Budget,
        from: DrawnFrom::Growth(rates),
        label: "按增长率编制".into(),
    };
    let before = session.budgets().clone();
    session.apply(Command::DrawBudget(Box::new(drawing)));
    for _ in 0..2000 {
        assert!(session.poll().is_empty());
        if *session.budgets() != before {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(session.undo_label(), Some("按增长率编制"));
    put(&mut session, 2008, Version::Budget, vec![Put::typed(&*counties[0], "subsidy", yuan(70))]);
    let year = answered(&mut session, injury, 2008);
    let of = |who, line: &str| year.statement(who, Version::Budget)?.cells[year.form.line(line).unwrap()].amount();
    let county = Who::of_key(&counties[1], &year.places).unwrap();
    assert_eq!(
        ["opening", "contributions", "medical", "closing"].map(|line| of(county, line)),
        [1_200, 550, 360, 1_390].map(yuan)
    );
    assert_eq!([of(whole, "income"), of(whole, "expenditure")], [yuan(7 * 550 + 70), yuan(7 * 360)]);
    assert!(year.execution.is_empty() && year.findings.is_empty(), "{:?}", year.findings);
    // The pension's own budgets are untouched, and the file keeps both.
    assert!(session.budgets().of(2008, Version::Budget).is_none());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("黄山.tongchou");
    session.done(Command::Save(path.clone()));
    let mut again = self::session();
    again.done(Command::Open(path));
    assert_eq!(again.budgets(), session.budgets());
    for _ in 0..3 {
        again.apply(Command::Undo);
    }
    assert!(again.budgets().is_empty());
    // A year of which nothing was told has nothing to grow on.
    let drawing = Drawing {
        beside: Some(injury),
        form: year.form.clone(),
        year: 2008,
        version: Version::Budget,
        from: DrawnFrom::Growth(rates),
        label: String::new(),
    };
    assert!(
        matches!(&again.done(Command::DrawBudget(Box::new(drawing)))[..], [News::Failed(found)] if found[0].code == "budget-without-last-year")
    );
}

/// 各项基金 is asked off the drawing thread: the typed fund is in it.
#[test]
fn typed_funds_are_added_to_the_others() {
    use tongchou::statements::funds::{FundAsked, FundsAsked};
    let mut session = session();
    let injury = fund("work_injury");
    let puts = vec![Put::typed("city", "contributions", Some(Money::from_yuan(900)))];
    let budgets = Budgets::default().with(2008, Version::Budget, puts, &Hand::default());
    let form = budgets.form_of(injury, 2008).unwrap();
    let of_fund = FundAsked { fund: injury, form, data: session.data().clone(), budgets };
    let asked = FundsAsked { who: "city".into(), year: 2008, version: Version::Budget, funds: vec![of_fund] };
    session.apply(Command::Ask(Ask::Funds(Box::new(asked))));
    session.settle();
    let answered = session.slot(Topic::Funds).answered.clone().unwrap();
    let Ok(Reply::Funds(funds)) = answered.result else { panic!("{answered:?}") };
    let [of_fund] = funds.as_slice() else { panic!("{funds:?}") };
    let income = of_fund.form.line("income").unwrap();
    assert_eq!((of_fund.fund, of_fund.statement.cells[income].amount()), (injury, Some(Money::from_yuan(900))));
}
