//! Each insurance's fund is kept apart: what tables say of another is never read as the enterprise employees' pension.

use std::sync::Arc;

use tongchou::field::Field;
use tongchou::finding::Severity;
use tongchou::fund::FundKind;
use tongchou::intake::{self, data_file};
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::month::Period;
use tongchou::session::import::Taking;
use tongchou::session::{Command, News, Session, project};

/// What is read of the pension of 甲区 in January 2007, in yuan, and the codes of what is said.
fn read(name: &str, text: &str) -> Result<(Option<i64>, Vec<&'static str>), Vec<&'static str>> {
    match intake::import(name, text.as_bytes()) {
        Ok(import) => {
            let january: Period = "2007-01".parse().expect("a month");
            let position = import.dataset.position("甲区").expect("the county is there");
            let pension = import.dataset.counties[position].row(january).and_then(|row| row.money(Field::Pension));
            let yuan = pension.map(|money: Money| i64::try_from(money.fen() / 100).expect("a small amount"));
            Ok((yuan, import.findings.iter().map(|finding| finding.code).collect()))
        }
        Err(findings) => {
            Err(findings.iter().filter(|f| f.severity == Severity::Error).map(|finding| finding.code).collect())
        }
    }
}

#[test]
fn a_table_of_another_fund_is_refused_by_its_heading_its_title_or_its_name() {
    for heading in ["失业保险基金支出", "工伤保险基金支出", "职工基本医疗保险基金支出", "城乡居民基本养老保险基金支出"]
    {
        let table = format!("2007年1月,\n单位：万元,\n区县,{heading}\n甲区,3.1\n乙县,2.1\n");
        assert_eq!(read("表.csv", &table), Err(vec!["other-fund-table"]), "{heading}");
    }
    let titled = "2007年1月失业保险基金收支表,,\n单位：万元,,\n区县,基金收入,基金支出\n甲区,3.1,2.0\n乙县,2.1,1.0\n";
    assert_eq!(read("表.csv", titled), Err(vec!["other-fund-table"]));
    let named = "2007年1月,,\n单位：万元,,\n区县,基金收入,基金支出\n甲区,3.1,2.0\n乙县,2.1,1.0\n";
    assert_eq!(read("工伤保险.csv", named), Err(vec!["other-fund-table"]));
    assert_eq!(read("养老保险.csv", named).map(|(pension, _)| pension), Ok(Some(20_000)));
}

#[test]
fn of_several_insurances_side_by_side_only_the_pension_is_read() {
    let table = "2007年1月社会保险基金支出,,,\n单位：万元,,,\n区县,养老保险,失业保险,医疗保险\n\
        甲区,130.5,3.1,40.2\n乙县,90.5,2.1,30.2\n";
    let (pension, said) = read("表.csv", table).expect("it is read");
    assert_eq!(pension, Some(1_305_000));
    assert_eq!(said.iter().filter(|code| **code == "other-fund").count(), 2, "{said:?}");
    // The pension's own column goes before; other insurances' headings are no near spelling of it.
    let table = "单位：万元,,,,\n区县,年月,企业职工基本养老保险基金支出,失业保险基金支出,医疗保险费收入\n\
        甲区,2007-01,130.5,3.1,40.2\n乙县,2007-01,90.5,2.1,30.2\n";
    let (pension, said) = read("表.csv", table).expect("it is read");
    assert_eq!(pension, Some(1_305_000), "{said:?}");
    assert_eq!(said.iter().filter(|code| **code == "other-fund").count(), 2, "{said:?}");
}

fn fund(key: &str) -> FundKind {
    FundKind::of_key(key).expect("a fund of the table")
}

/// Two insurances, one ledger code each.
const TWO: &str = "fund,county,month,contributors,retirees,collected,pension\n\
    1101,甲区,2026-01,1000,400,900000.00,1000000.00\n\
    unemployment,甲区,2026-01,800,20,50000.00,30000.00\n\
    1101,甲区,2026-02,1000,400,900000.00,1000000.00\n\
    失业保险,甲区,2026-02,800,21,50000.00,31000.00\n";

#[test]
fn the_rows_of_a_data_file_go_to_their_funds_and_come_back() {
    let pension = intake::import("data.csv", TWO.as_bytes()).expect("the pension's rows are read");
    let own = "county,month,contributors,retirees,collected,pension\n\
        甲区,2026-01,1000,400,900000.00,1000000.00\n甲区,2026-02,1000,400,900000.00,1000000.00\n";
    assert_eq!(data_file::write(&pension.dataset), own);
    let said = pension.findings.iter().find(|found| found.code == "other-fund-rows").expect("the others are told of");
    assert_eq!((said.fact("fund"), said.fact("count")), (Some("fund.unemployment"), Some("2")));
    let other = intake::import_of(fund("unemployment"), "data.csv", TWO.as_bytes()).expect("the others are read");
    let written = data_file::write(&other.dataset);
    let expected = "fund,county,month,contributors,retirees,collected,pension\n\
        unemployment,甲区,2026-01,800,20,50000.00,30000.00\nunemployment,甲区,2026-02,800,21,50000.00,31000.00\n";
    assert_eq!(written, expected);
    let again = intake::import_of(fund("unemployment"), "data.csv", written.as_bytes()).expect("it is read again");
    assert_eq!(data_file::write(&again.dataset), expected);
    // A value still knows its cell.
    let source = other.dataset.counties[0].sources[1].cell(Field::Pension).expect("it stood somewhere");
    assert_eq!((source.0.cell().as_deref(), source.1), (Some("G5"), "31000.00"));
    // Nothing of the fund asked for is an error that says what to do; so is what names no fund.
    let refused = intake::import_of(fund("work_injury"), "data.csv", TWO.as_bytes()).expect_err("there is none");
    assert!(refused.iter().any(|found| found.code == "other-fund-table"), "{refused:?}");
    let wrong = TWO.replace("失业保险,", "其他保险,");
    let refused = intake::import("data.csv", wrong.as_bytes()).expect_err("nobody knows whose it is");
    let said = refused.iter().find(|found| found.code == "fund-unknown").expect("it says so");
    assert_eq!(said.origin.cell().as_deref(), Some("A5"));
}

#[test]
fn a_fund_s_own_table_is_read_in_its_own_words() {
    let table = "2026年1月失业保险基金收支表,,,,\n单位：元,,,,\n\
        区县,领取失业保险金人数,失业保险费收入,失业保险待遇支出,养老保险费收入\n\
        甲区,20,50000,30000,900000\n乙县,10,20000,10000,800000\n";
    let read = intake::import_of(fund("unemployment"), "表.csv", table.as_bytes()).expect("it is read");
    let january: Period = "2026-01".parse().expect("a month");
    let row = read.dataset.counties[0].row(january).expect("the month is there");
    assert_eq!(row.persons(Field::Retirees), Some(20));
    assert_eq!(row.money(Field::Collected), Some(Money::from_yuan(50_000)));
    assert_eq!(row.money(Field::Pension), Some(Money::from_yuan(30_000)));
    let other = read.findings.iter().find(|found| found.code == "other-fund").expect("the pension's column is told of");
    assert_eq!(other.fact("heading"), Some("养老保险费收入"));
    assert_eq!(other.fact("fund"), Some("fund.enterprise_pension"));
}

#[test]
fn a_project_holds_several_funds_each_with_its_own_scenarios_and_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, saved) = (folder.path().join("两险.csv"), folder.path().join("两险.tongchou"));
    std::fs::write(&data, TWO).expect("it is written");
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    session.done(Command::Open(data));
    if session.draft().is_some() {
        session.done(Command::AcceptImport(Taking::Anew));
    }
    assert_eq!(session.funds(), [FundKind::PENSION, fund("unemployment")]);
    assert_eq!((session.fund(), session.scenarios().is_empty()), (FundKind::PENSION, false));
    let scenarios = session.scenarios().len();
    session.apply(Command::Edit(tongchou::session::Edit::Remove(1)));
    session.apply(Command::ShowFund(fund("unemployment")));
    assert_eq!(session.poll(), [News::FundShown]);
    assert_eq!((session.fund(), session.scenarios().len(), session.undo_label()), (fund("unemployment"), 0, None));
    assert!(session.is_changed());
    session.done(Command::Save(saved.clone()));
    assert!(!session.is_changed());
    let bytes = std::fs::read(&saved).expect("it is there");
    let back = project::read("两险.tongchou", &bytes).expect("it is read");
    assert_eq!((back.shown.data.fund, back.others.len()), (fund("unemployment"), 1));
    let again = project::read("两险.tongchou", &project::write(&back).expect("it is written")).expect("it is read");
    assert!(again.shown.data == back.shown.data && again.others[0].data == back.others[0].data);
    assert!(again.others[0].work.now() == back.others[0].work.now());
    session.done(Command::OpenExample(tongchou::dataset::Example::Huangshan));
    assert_eq!(session.funds(), [FundKind::PENSION]);
    session.done(Command::Open(saved));
    session.apply(Command::ShowFund(FundKind::PENSION));
    assert_eq!(session.scenarios().len(), scenarios - 1);
    session.apply(Command::Undo);
    assert_eq!(session.scenarios().len(), scenarios);
}

#[test]
fn a_table_of_another_fund_comes_beside_what_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("it is written");
        path
    };
    let own: String =
        TWO.lines().filter(|line| !line.contains("失业") && !line.contains("unempl")).collect::<Vec<_>>().join("\n");
    let (pension, other) = (
        write("养老.csv", &own),
        write(
            "失业.csv",
            "2026年1月失业保险基金收支表,,\n单位：元,,\n区县,失业保险费收入,失业保险待遇支出\n甲区,50000,30000\n",
        ),
    );
    let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
    for path in [pension, other] {
        let news = session.done(Command::Open(path));
        if news == [News::Importing] {
            assert!(session.draft().expect("an import").is_ready());
            session.done(Command::AcceptImport(Taking::Join));
        }
    }
    assert_eq!(
        (session.funds(), session.fund()),
        (vec![FundKind::PENSION, fund("unemployment")], fund("unemployment"))
    );
    assert!(session.is_changed(), "no file holds both");
}

#[test]
fn only_pensions_are_reckoned_ahead() {
    let read = intake::import_of(fund("unemployment"), "data.csv", TWO.as_bytes()).expect("it is read");
    let scenario = tongchou::scenario::Scenario::clone(
        &tongchou::proposal::scenarios(&tongchou::sample::load(), Language::Chinese)[0],
    );
    let stop = std::sync::atomic::AtomicBool::new(false);
    let refused = tongchou::simulation::run(&read.dataset, &scenario, tongchou::journal::Keep::Books, &stop);
    assert!(
        matches!(refused, Err(tongchou::simulation::Failure::Findings(found)) if found[0].code == "fund-not-settled")
    );
}

#[test]
fn texts_speak_of_the_fund_that_is_shown() {
    let (zh, en) = (Language::Chinese.of(fund("unemployment")), Language::English.of(fund("unemployment")));
    assert_eq!(zh.text("field.pension"), "失业保险待遇支出");
    assert_eq!(zh.text("field.collected"), "实缴失业保险费");
    assert_eq!(en.text("field.pension"), "Benefits paid");
    assert_eq!(zh.text("fund.enterprise_pension"), "企业职工基本养老保险");
    assert_eq!(Language::Chinese.of(FundKind::PENSION), Language::Chinese);
}
