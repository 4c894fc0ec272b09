//! Projects of every format there was open with their data, their sources and their scenarios.
//!
//! `projects/format-N.tongchou` is a file of format N as the program of its time wrote it.

use tongchou::field::Field;
use tongchou::money::Money;
use tongchou::month::{Month, Period};
use tongchou::scenario::file;
use tongchou::session::project::{self, Project};

/// Its second scenario.
const POOLED: &str = r#"
name = "统收统支"
start = "2008-01"
months = 24

[rates]
collection_rate = "0.85"

[county."甲县".rates]
collection_rate = ["0.9", "0.95"]

[grants]
annual = "100000.00"
months = [6, 12]

[[pooling]]
from = "2008-01"
remit = "all"
allocate = "full_need"
grants = "to_pool"
balances = "hand_up"
sharing = { province = "0", city = "0.5", county = "0.5" }
"#;

fn opened(format: u32) -> Project {
    let name = format!("{}/tests/projects/format-{format}.tongchou", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&name).expect("it is there");
    assert!(project::is_project(&bytes));
    project::read(&name, &bytes).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Where a cell stood, and what stood there.
fn source(project: &Project, county: usize, month: usize, field: Field) -> Option<(String, String)> {
    let (origin, text) = project.shown.data.counties[county].sources[month].cell(field)?;
    Some((origin.to_string(), text.to_owned()))
}

#[test]
fn projects_of_every_format_open() {
    for format in 1..=3 {
        let project = opened(format);
        assert_eq!((project.name.as_str(), project.shown.source.as_str()), ("两县", "月报.xlsx"), "format {format}");
        let counties = &project.shown.data.counties;
        assert_eq!(counties.iter().map(|c| &*c.name).collect::<Vec<_>>(), ["甲县", "乙县"]);
        assert_eq!(counties[0].first, Period::Month("2007-11".parse::<Month>().unwrap()));
        let row = counties[1].nth(0);
        let heads = (row.persons(Field::Contributors), row.persons(Field::Retirees));
        assert_eq!((heads, row.money(Field::Due)), ((Some(60), Some(70)), None));
        let money = (row.money(Field::Pension), row.money(Field::Balance));
        assert_eq!(money, (Some(Money::from_fen(3_500_050)), Some(Money::from_yuan(500))));
        assert_eq!(counties[1].nth(1).money(Field::Balance), None);
        let cell = |at: &str, text: &str| Some((at.to_owned(), text.to_owned()));
        let (heads, pension) = match format {
            1 => ("月报.xlsx '收支' C6", "月报.xlsx '收支' G6"),
            _ => ("人数.csv C4", "月报.xlsx '收支' E6"),
        };
        assert_eq!(source(&project, 1, 0, Field::Contributors), cell(heads, "60"), "format {format}");
        assert_eq!(source(&project, 1, 0, Field::Pension), cell(pension, "35000.50"), "format {format}");
        assert_eq!(source(&project, 1, 0, Field::Due), None);

        let members = project.shown.work.now().family.members();
        let names: Vec<&str> = members.iter().map(|m| m.scenario.name.as_str()).collect();
        assert_eq!(names[..2], ["现状", "统收统支"]);
        assert_eq!(*members[1].scenario, file::read("s.toml", POOLED).unwrap());
        match format {
            3 => {
                assert_eq!(
                    (names[2], members[2].on, members[2].note.as_str()),
                    ("征缴再好些", Some(members[1].id), "试算")
                );
                assert_eq!(project.shown.work.labels(), ["新建", "备注"]);
                assert_eq!((project.shown.work.position(), project.shown.work.now().deck.name.as_str()), (2, "简报"));
            }
            _ => assert_eq!((names.len(), project.shown.work.position()), (2, 0)),
        }
    }
}
