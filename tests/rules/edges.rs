//! Small cases at the edges of the rules, where a rule is easily read otherwise or a table is not as expected: through the
//! program as it is started.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with files, by name and text.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Runs `tongchou …` in a folder; `out` is where the results go.
fn run(folder: &Path, command: &str) -> Output {
    let words = command.split_whitespace();
    let program = env!("CARGO_BIN_EXE_tongchou");
    Command::new(program).current_dir(folder).args(words).args(["--out", "out"]).output().expect("the program starts")
}

fn written(folder: &TempDir, command: &str, file: &str) -> String {
    let output = run(folder.path(), command);
    assert!(output.status.success(), "{command}: {}", said(&output));
    fs::read_to_string(folder.path().join("out").join(file)).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The rows of a file that begin so, less their beginning.
fn rows<'t>(text: &'t str, beginning: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| line.strip_prefix(beginning)).collect()
}

const HEADING: &str = "county,month,contributors,retirees,base,due,collected,pension,balance\n";

/// Least amounts: 2万元 for a month gain more than nothing, and a rate without a least amount is taken where one with it
/// asks for more than there is.
#[test]
fn deposits_with_least_amounts_gain_what_can_be_gained() {
    let pool = "start = \"2008-01\"\nmonths = 3\nmode = \"replay\"\n[opening]\npool = 20000\n[[pooling]]\n\
                from = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\n";
    let data = format!(
        "{HEADING}甲,2007-12,0,0,0,0,0,0,0\n甲,2008-01,0,0,0,0,0,0,\n甲,2008-02,0,0,0,0,0,10000,\n\
         甲,2008-03,0,0,0,0,0,10000,\n"
    );
    let two =
        "[[term]]\nmonths = 2\nrate = \"0.06\"\nleast = 20000\n[[term]]\nmonths = 1\nrate = \"0.06\"\nleast = 20000\n";
    let other = "[[term]]\nmonths = 1\nrate = \"0.06\"\nname = \"国债\"\nleast = 30000\n[[term]]\nmonths = 1\nrate = \"0.03\"\n";
    for (terms, gain, placed) in [
        (two, "0,100.00,100.00,100.00", vec!["1,20000.00,0.06,2008-02,100.00"]),
        (other, "0,75.00,50.00,75.00", vec!["1,20000.00,0.03,2008-02,50.00", "1,10000.00,0.03,2008-03,25.00"]),
    ] {
        let rates = format!("date = \"2007-12-21\"\ndemand = 0\n{terms}");
        let folder = folder(&[("data.csv", &data), ("s.toml", pool), ("r.toml", &rates)]);
        let command = "deposits --data data.csv --scenario s.toml --rates r.toml --reserve 0";
        assert_eq!(rows(&written(&folder, command, "optimum.csv"), "0,"), [gain.strip_prefix("0,").unwrap()]);
        let placements = fs::read_to_string(folder.path().join("out/placements.csv")).unwrap();
        let all: Vec<&str> = placements.lines().skip(1).map(|line| &line["2008-01,".len()..]).collect();
        assert_eq!(all, placed);
    }
}

/// A city whose pool hands up all that it has, but leaves its counties most of theirs, has its own cover; one of which
/// every county hands everything up has the pool's.
#[test]
fn the_cover_of_a_place_is_the_pools_where_its_counties_keep_nothing() {
    let data = "city,county,month,contributors,retirees,base,due,collected,pension,balance\n\
                甲市,甲县,2006-05,1000,300,1000,280000,280000,300000,3000000\n\
                乙市,乙县,2006-05,1000,300,1000,280000,280000,300000,0\n";
    let rules = "[[rule]]\nid = \"cover\"\nvalue = { measure = \"months_of_cover\" }\nlevels = [{ name = \"红\", below = 1 }]\n";
    let level = |level: &str, remit: &str| {
        format!("[[pooling]]\nfrom = \"2006-06\"\nlevel = \"{level}\"\nremit = {remit}\nallocate = \"full_need\"\n")
    };
    let head = "start = \"2006-06\"\nmonths = 1\n";
    let own = format!("{head}{}{}", level("city", "{ share_of_collected = 0.1 }"), level("province", "\"all\""));
    let all = |of: &str| level(of, "\"all\"") + "balances = \"hand_up\"\n";
    let pooled = format!("{head}{}{}", all("city"), all("province"));
    let cover = |scenario: &str| {
        let folder = folder(&[("data.csv", data), ("s.toml", scenario), ("r.toml", rules)]);
        let watch = written(&folder, "watch --data data.csv --scenario s.toml --rules r.toml", "watch.csv");
        ["甲市/甲县", "甲市", "city"].map(|place| {
            let found = rows(&watch, &format!("{place},cover,2006-06,")).first().map(|row| row.to_string());
            found.unwrap_or_else(|| panic!("{place}: {watch}"))
        })
    };
    let [county, city, _] = cover(&own);
    assert!(county.starts_with("9.8") && city.starts_with("9.8"), "{county} {city}");
    let [county, city, whole] = cover(&pooled);
    assert_eq!([&county, &city], [&whole; 2]);
}

/// A pool's cover is the same where it stands for that of a county: over the months of which all counties are on record.
#[test]
fn a_pools_cover_is_one_wherever_it_is_shown() {
    let data = format!(
        "{HEADING}甲,2006-04,1000,300,1000,280000,280000,300000,0\n甲,2006-05,1000,300,1000,280000,280000,300000,0\n\
         乙,2006-05,1000,300,1000,280000,280000,300000,0\n"
    );
    let scenario = "start = \"2006-06\"\nmonths = 2\n[opening]\npool = 1000000\n[[pooling]]\nfrom = \"2006-06\"\n\
                    remit = \"all\"\nallocate = \"full_need\"\nbalances = \"hand_up\"\n";
    let rules = "[[rule]]\nid = \"cover\"\nvalue = { measure = \"months_of_cover\" }\nlevels = [{ name = \"红\", below = 1.7 }]\n";
    let folder = folder(&[("data.csv", &data), ("s.toml", scenario), ("r.toml", rules)]);
    let watch = written(&folder, "watch --data data.csv --scenario s.toml --rules r.toml", "watch.csv");
    let of = |place: &str| rows(&watch, &format!("{place},cover,2006-06,"))[0].to_owned();
    assert_eq!(of("甲"), of("city"));
    assert!(of("甲").starts_with("1.6"), "{}", of("甲"));
}

/// Yearly data have no monthly shortfalls, of the years before a run neither.
#[test]
fn years_before_a_run_have_no_monthly_shortfalls() {
    let data = "county,month,contributors,retirees,base,due,collected,pension,balance\n\
                甲,2006,1000,300,1000,3360000,2520000,2500000,900000\n";
    let rules = "[[rule]]\nid = \"before\"\nperiod = \"year\"\nvalue = { measure = \"shortfall_ratio\", year = -1 }\n\
                 levels = [{ name = \"红\", above = 0.1 }]\n[[rule]]\nid = \"large\"\nvalue = { measure = \"balance\" }\n\
                 levels = [{ name = \"红\", below = \"20000000000\" }]\n";
    let scenario = "start = \"2007-01\"\nmonths = 12\n";
    let folder = folder(&[("data.csv", data), ("s.toml", scenario), ("r.toml", rules)]);
    let watch = written(&folder, "watch --data data.csv --scenario s.toml --rules r.toml", "watch.csv");
    assert_eq!(rows(&watch, "甲,before,2007,"), [",,"]);
    // A threshold of 200 亿 yuan is one of a province's.
    assert!(rows(&watch, "甲,large,2007-01,")[0].contains("红"), "{watch}");
}

/// The year's target is what any of its months says.
#[test]
fn a_target_that_one_month_has_is_the_years() {
    let data = "county,month,contributors,retirees,base,due,collected,pension,target\n\
                甲,2006-11,10,3,100,280,280,300,560\n甲,2006-12,10,3,100,280,280,300,\n";
    let tree = "id = \"t\"\n[[node]]\nid = \"1\"\nmarks = 10\nrule = \"ratio\"\nvalue = { measure = \"collected\" }\n\
                target = { measure = \"target\" }\n";
    let folder = folder(&[("data.csv", data), ("t.toml", tree)]);
    let scores = written(&folder, "assess --data data.csv --tree t.toml --year 2006", "scores.csv");
    assert_eq!(rows(&scores, "甲,1,"), ["560.000000,560.000000,10.0000,10.0000"]);
}

/// What has no id, or no steps, is refused and does not vanish with its marks.
#[test]
fn nothing_of_a_tree_is_dropped() {
    let leaf = "[[node]]\nid = \"1\"\nmarks = 10\nrule = \"entered\"\nvalue = \"entered\"\n";
    for (more, key) in [
        ("[[node]]\nid = \"\"\nmarks = 5\nrule = \"yes\"\nvalue = 1\n", "node.id"),
        ("[[veto]]\nid = \" \"\nvalue = 1\nyes = true\n", "veto.id"),
        ("[[node]]\nid = \"2\"\nmarks = 5\nrule = \"steps\"\nsteps = []\nvalue = 1\n", "node.steps"),
    ] {
        let tree = format!("id = \"t\"\n{leaf}{more}");
        let folder = folder(&[("t.toml", &tree)]);
        let output = run(folder.path(), "assess --sample --tree t.toml --year 2006");
        assert_eq!(output.status.code(), Some(1), "{more}");
        assert!(said(&output).contains(key), "{more}: {}", said(&output));
    }
}

/// A ranking names a root without a name as `assess` does.
#[test]
fn a_root_without_a_name_is_rewarded() {
    let data = "city,county,month,contributors,retirees,base,due,collected,pension\n甲市,甲县,2006-01,10,3,100,280,280,300\n\
                乙市,乙县,2006-01,10,4,100,280,280,300\n";
    let ranking = "place,total,assessed,marks,rank,grade,veto,award\ncity,80.0000,100.0000,100.0000,1,,,\n";
    let folder = folder(&[("data.csv", data), ("r.csv", ranking)]);
    let command = "reward --data data.csv --ranking r.csv --amount 100 --least 60 --base retirees --year 2006";
    let rewards = written(&folder, command, "rewards.csv");
    assert_eq!(rows(&rewards, "city,1,80.0000,yes,7,"), ["5600000,0.00,100.00,100.00"]);
}

const TWO_CITIES: &str = "city,county,month,contributors,retirees,base,due,collected,pension,balance\n\
    ,东区,2005-12,1000,300,1000,280000,111000,240000,0\n甲市,东区,2005-12,1000,300,1000,280000,222000,240000,0\n";

/// Actuals of one city alone are that city's, though its counties' paths are shorter without the others.
#[test]
fn actuals_of_one_city_are_booked_to_its_county() {
    let actual = "city,county,month,contributors,retirees,base,due,collected,pension,balance\n\
                  甲市,东区,2006-01,1000,300,1000,280000,333000,240000,0\n";
    let folder = folder(&[("data.csv", TWO_CITIES), ("a.csv", actual)]);
    let statement = written(&folder, "budget --data data.csv --actual a.csv", "statement.csv");
    assert_eq!(rows(&statement, "甲市/东区,2006,actual,1,contributions,"), ["333000.00"]);
    assert_eq!(rows(&statement, "东区,2006,actual,1,contributions,"), [""; 0]);
}

/// One county's year of twelve equal months, another's too, and the first months of the next year.
fn two_counties(months: u32) -> (String, String) {
    let row = |county: &str, year: u32, month: u32| {
        format!("{county},{year}-{month:02},1000,300,1000,280000,250000,240000,0\n")
    };
    let year: String = (1..=12).flat_map(|m| ["甲", "乙"].map(|county| row(county, 2005, m))).collect();
    let now: String = (1..=months).flat_map(|m| ["甲", "乙"].map(|county| row(county, 2006, m))).collect();
    (format!("{HEADING}{year}"), format!("{HEADING}{year}{now}"))
}

/// Where not all counties have a budget, the city's own is what it is measured against; a revised one goes on with the
/// first one of whom nobody revised.
#[test]
fn a_citys_budget_is_followed_whatever_of_its_parts_is_there() {
    let (data, actual) = two_counties(3);
    let of = |rows: &str| {
        let budget = format!("place,year,version,months,line,amount\n{rows}");
        let folder = folder(&[("d.csv", &data), ("a.csv", &actual), ("b.csv", &budget)]);
        written(&folder, "budget --data d.csv --actual a.csv --budget b.csv", "execution.csv")
    };
    let part = of("city,2006,budget,12,contributions,6000000\n甲,2006,budget,12,contributions,3000000\n");
    assert_eq!(rows(&part, "city,2006,2006-03,contributions,"), ["1500000.00,1500000.00,0.00,0.000000,0.250000"]);
    let revised = of("甲,2006,budget,12,contributions,3000000\n乙,2006,budget,12,contributions,3000000\n\
         甲,2006,revised,12,contributions,4000000\n");
    assert_eq!(
        rows(&revised, "city,2006,2006-03,contributions,"),
        ["1750000.02,1500000.00,-250000.02,-0.142857,0.214286"]
    );
}

/// A budget and a run of the second half: the run's months alone are led to, and what came as budgeted is explained by
/// nothing.
#[test]
fn drivers_lead_from_the_budget_where_the_run_begins_later() {
    let (_, actual) = two_counties(9);
    let (_, half) = two_counties(6);
    let budget = "place,year,version,months,line,amount\n甲,2006,budget,12,contributions,3000000\n\
                  乙,2006,budget,12,contributions,3000000\n";
    let scenario = "start = \"2006-07\"\nmonths = 6\n[rates]\ncollection_rate = 0.5\n";
    let folder = folder(&[("d.csv", &half), ("a.csv", &actual), ("b.csv", budget), ("s.toml", scenario)]);
    let command = "budget --data d.csv --scenario s.toml --actual a.csv --budget b.csv";
    let drivers = written(&folder, command, "drivers.csv");
    let of = |driver: &str| rows(&drivers, &format!("甲,2006,contributions,{driver},")).concat();
    // The run collects 140,000 a month from July on, the budget 250,000.
    assert_eq!(
        ["budget", "edited", "collection", "rest", "actual"].map(of),
        ["2250000.00", "-330000.00", "330000.00", "0.00", "2250000.00"]
    );
}

/// Where a pool hands on to one above it, what is struck out of an edited budget is what each fund pays or gets inside.
#[test]
fn an_edited_budget_is_struck_out_fund_by_fund() {
    let mut data = format!("city,{HEADING}");
    for month in 1..=12 {
        for (city, county) in [("甲市", "东区"), ("甲市", "西区"), ("乙市", "南区")] {
            data += &format!("{city},{county},2005-{month:02},1000,300,1000,280000,250000,240000,100000\n");
        }
    }
    let pooling = |level: &str, remit: &str| {
        format!(
            "[[pooling]]\nfrom = \"2006-01\"\nlevel = \"{level}\"\nremit = {{ share_of_collected = \"{remit}\" }}\n\
             allocate = \"by_shortage\"\n"
        )
    };
    let scenario = "start = \"2006-01\"\nmonths = 12\n[rates]\ncollection_rate = 0.9\n".to_owned()
        + &pooling("city", "0.5")
        + &pooling("province", "0.1");
    let folder = folder(&[("d.csv", &data), ("s.toml", &scenario)]);
    let drawn = written(&folder, "budget --data d.csv --scenario s.toml", "statement.csv");
    let of = |text: &str, line: &str| rows(text, &format!("甲市,2006,budget,12,{line},")).concat();
    let passed = ["to_upper", "from_lower", "from_upper", "to_lower"];
    assert_eq!(passed.map(|line| of(&drawn, line)), ["604800.00", "0.00", "116800.00", "0.00"]);
    // A county hands on a million more, and its city's pool gets it; what the city hands on is as before.
    let edit = |row: &str| {
        let edited =
            [("甲市/东区,2006,budget,12,to_upper,", "2512000"), ("pool:甲市,2006,budget,12,from_lower,", "4024000")];
        let found = edited.into_iter().find(|(beginning, _)| row.starts_with(beginning));
        found.map_or(row.to_owned(), |(beginning, amount)| format!("{beginning}{amount}")) + "\n"
    };
    let budget: String = drawn.lines().filter(|row| !row.starts_with("甲市,")).map(edit).collect();
    fs::write(folder.path().join("b.csv"), budget).unwrap();
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let edited = written(&folder, "budget --data d.csv --scenario s.toml --budget b.csv", "statement.csv");
    assert_eq!(rows(&edited, "甲市/东区,2006,budget,12,to_upper,"), ["2512000.00"]);
    assert_eq!(passed.map(|line| of(&edited, line)), ["604800.00", "0.00", "116800.00", "0.00"]);
}

/// What a county gets from outside the pool is not struck out because money went across between others.
#[test]
fn what_comes_from_outside_is_not_struck_out() {
    let (data, _) = two_counties(1);
    let scenario = "start = \"2006-01\"\nmonths = 12\n[rates]\ncollection_rate = 0.9\n\
                    [[transfer]]\nmonth = \"2006-05\"\nfrom = \"甲\"\nto = \"乙\"\nheads = 1\nper_head = 100\nmoney = true\n";
    let budget = "place,year,version,months,line,amount\n甲,2006,budget,12,transfer_in,5000\n\
                  乙,2006,budget,12,transfer_in,100\n";
    let folder = folder(&[("d.csv", &data), ("s.toml", scenario), ("b.csv", budget)]);
    let edited = written(&folder, "budget --data d.csv --scenario s.toml --budget b.csv", "statement.csv");
    let of = |line: &str| rows(&edited, &format!("city,2006,budget,12,{line},")).concat();
    assert_eq!(["transfer_in", "eliminated_transfer_in"].map(of), ["5000.00", "100.00"]);
}

/// A misspelt line of a budget that fixes what is paid ahead is told.
#[test]
fn a_line_that_no_form_has_is_told_where_it_is_paid_ahead() {
    let budget = "place,year,version,months,line,amount\n屯溪区,2008,budget,12,deth,60.00\n";
    let scenario = "start = \"2008-01\"\nmonths = 1\n";
    let folder = folder(&[("b.csv", budget), ("s.toml", scenario)]);
    let output = run(folder.path(), "simulate --sample --scenario s.toml --budget b.csv");
    assert!(output.status.success() && said(&output).contains("deth"), "{}", said(&output));
    // Where the budget itself is followed it is told once.
    let output = run(folder.path(), "budget --sample --scenario s.toml --budget b.csv");
    assert_eq!(said(&output).matches("deth").count(), 1, "{}", said(&output));
}

/// A weight as a spreadsheet writes it has fifteen decimals.
#[test]
fn weights_may_be_as_fine_as_a_spreadsheets() {
    let rules =
        "year = 2014\nbudget = 1000000\nreserve = 0.05\nkeep = 0.5\nbands = []\nahead = 0.9\nsettle_from = \"this\"\n";
    let institutions = |weight: &str| {
        format!(
            "institution,last_actual,last_cap,last_prepaid,weight\na,100,120,50,{weight}\nb,1,2,,0.857142857142857\n"
        )
    };
    let with = |weight: &str| folder(&[("i.csv", &institutions(weight)), ("r.toml", rules)]);
    let caps = written(&with("0.142857142857143"), "cap --data i.csv --rules r.toml", "caps.csv");
    assert!(rows(&caps, "a,0.142857142857143,").len() == 1, "{caps}");
    let output = run(with("-1").path(), "cap --data i.csv --rules r.toml");
    assert!(said(&output).contains("1 万亿"), "{}", said(&output));
}

/// A structure of another city's county of the same name is not this one's.
#[test]
fn a_structure_is_its_own_citys() {
    let data = "province,city,county,month,insured,contributors,retirees,base,due,collected,pension,other,balance\n\
                江苏省,南京市,鼓楼区,2024-12,150,100,40,5000,120000,120000,80000,0,9000000\n\
                江苏省,徐州市,云龙区,2024-12,150,100,40,5000,120000,120000,80000,0,9000000\n";
    let mortality = "sex,age,q\nman,20,0.001\nwoman,20,0.001\n";
    let scenario = "start = \"2025-01\"\nmonths = 1\n[rates]\ncontribution_rate = 0.24\n[people]\n\
                    structure = \"structure.csv\"\nmortality = \"mortality.csv\"\n";
    let of = |first: &str| {
        let rows = "江苏省,徐州市,云龙区,man,40,100,40\n江苏省,徐州市,鼓楼区,man,50,100,40\n";
        let structure = format!("province,city,county,group,age,contributors,retirees\n{first}{rows}");
        let files =
            [("d.csv", data), ("mortality.csv", mortality), ("s.toml", scenario), ("structure.csv", &structure)];
        let folder = folder(&files);
        run(folder.path(), "people --data d.csv --scenario s.toml")
    };
    let both = of("江苏省,南京市,鼓楼区,man,30,100,40\n");
    assert!(both.status.success(), "{}", said(&both));
    let none = of("");
    assert_eq!(none.status.code(), Some(1), "南京's has no ages of its own: {}", said(&none));
}
