//! Each insurance's fund is kept apart: what tables say of another is never read as the enterprise employees' pension.

use tongchou::field::Field;
use tongchou::finding::Severity;
use tongchou::intake;
use tongchou::money::Money;
use tongchou::month::Period;

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
