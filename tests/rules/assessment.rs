//! Assessment, reward, drawing and watching: what is wrong is said at its place, and what holds of every result.

use proptest::prelude::*;
use tongchou::assessment::exact::{Exact, Score};
use tongchou::assessment::figure::Sources;
use tongchou::assessment::given::{Entered, Statement};
use tongchou::assessment::responsibility::{self, Duty, Government};
use tongchou::assessment::reward::{self, Base, Bases, Candidate, Terms, reward};
use tongchou::assessment::scoring::{Assessment, Award, assess, change};
use tongchou::assessment::tree::{TEMPLATES, Tree};
use tongchou::assessment::watch;
use tongchou::dataset::Dataset;
use tongchou::finding::{Finding, Findings, Origin};
use tongchou::journal::Keep;
use tongchou::locale::Language;
use tongchou::measures::Fund;
use tongchou::money::Money;
use tongchou::{intake, sample, scenario, simulation};

fn lines(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} | {}", finding.code, finding.line(Language::Chinese))).collect()
}

fn of_tree(text: &str) -> Vec<String> {
    lines(&Tree::read("t.toml", text).err().unwrap_or_default())
}

fn data(counties: &[&str]) -> Dataset {
    let mut text = String::from("county,month,contributors,retirees,due,collected,pension,target\n");
    for county in counties {
        for month in 1..=12 {
            text.push_str(&format!("{county},2007-{month:02},100,40,1000,{},900,12000\n", 900 + month));
        }
    }
    intake::import("d.csv", text.as_bytes()).unwrap().dataset
}

const LEAF: &str = "[[node]]\nid = \"1\"\nmarks = 10\nrule = \"entered\"\nvalue = \"entered\"\n";

#[test]
fn what_is_wrong_with_a_tree_is_said_at_line_and_column() {
    let cases = [
        ("id = ", "scenario-syntax | t.toml:1:6: 错误: 文件的写法（TOML）有误"),
        ("id = \"t\"\nlevle = \"city\"\n", "unknown-key | t.toml:2:1: 错误: 不认识 levle，是否应为 level？"),
        ("id = \"t\"\n", "missing-key | t.toml:1:1: 错误: 缺少 node，请补上。"),
        (
            "id = \"t\"\nlevel = \"town\"\n",
            "scenario-value | t.toml:2:9: 错误: level 的值 \"town\" 不对，应为\"county\"、",
        ),
        (
            "id = \"t\"\n[[node]]\nid = \"1\"\n",
            "tree-leaf-without-rule | t.toml:3:6: 错误: 指标 1 没有下级指标，也没有评分办法",
        ),
        (
            "id = \"t\"\n[[node]]\nid = \"1\"\nmarks = 1\nrule = \"ratio\"\nvalue = 1\n",
            "missing-key | t.toml:2:1: 错误: 缺少 node.target，请补上。",
        ),
        (
            "id = \"t\"\n[[node]]\nid = \"1\"\nrule = \"yes\"\nvalue = \"entered\"\n",
            "missing-key | t.toml:2:1: 错误: 缺少 node.marks，请补上。",
        ),
        (
            "id = \"t\"\n[[node]]\nid = \"1\"\nmarks = 1\nrule = \"yes\"\nvalue = { measure = \"colection_rate\" }\n",
            "measure-unknown | t.toml:6:21: 错误: 没有叫“colection_rate”的指标或项目，是否应为 collection_rate？",
        ),
        (
            "id = \"t\"\n[[node]]\nid = \"1\"\nmarks = 1\nrule = \"linear\"\nvalue = 1\nzero = 1\nfull = 1\n",
            "tree-linear-flat | t.toml:8:8: 错误: node.full 与 zero 相同",
        ),
        (
            "id = \"t\"\n[[node]]\nid = \"1\"\nparent = \"2\"\n[[node]]\nid = \"2\"\nparent = \"1\"\n",
            "tree-circle | t.toml:3:6: 错误: 指标 1 的上级绕了一圈又回到自己",
        ),
    ];
    for (text, expected) in cases {
        let said = of_tree(text);
        assert!(said.iter().any(|line| line.starts_with(expected)), "{text}: {said:#?}, not {expected}");
    }
}

#[test]
fn what_does_not_fit_together_in_a_tree_is_said() {
    let with = |more: &str| of_tree(&format!("id = \"t\"\n{LEAF}{more}"));
    let cases = [
        (LEAF, "tree-id-twice"),
        ("[[node]]\nid = \"2\"\nparent = \"3\"\nmarks = 1\nrule = \"yes\"\nvalue = 1\n", "tree-parent"),
        ("[[node]]\nid = \"2\"\nparent = \"1\"\nmarks = 1\nrule = \"yes\"\nvalue = 1\n", "tree-leaf-with-children"),
        ("[[node]]\nid = \"total\"\nmarks = 1\nrule = \"yes\"\nvalue = 1\n", "tree-id-total"),
        ("[[veto]]\nid = \"v\"\nvalue = \"entered\"\n", "tree-condition"),
        ("[[veto]]\nid = \"v\"\nvalue = \"entered\"\nyes = true\nbelow = 1\n", "tree-condition"),
        ("[[must]]\nid = \"1\"\nvalue = \"entered\"\nleast = 1\n", "tree-id-twice"),
        ("[[grade]]\nname = \"A\"\nfrom = 1\n[[grade]]\nname = \"B\"\nfrom = \"1.0\"\n", "tree-grade-twice"),
    ];
    for (more, code) in cases {
        let said = with(more);
        assert!(said.iter().any(|line| line.starts_with(code)), "{more}: {said:#?}, not {code}");
    }
    let sum = of_tree(&format!("id = \"t\"\nmarks = 12\n{LEAF}"));
    assert_eq!(sum, ["tree-marks-sum | t.toml:2:9: 错误: marks 写的满分是 12.0000，下级合计是 10.0000。请改正。"]);
    assert_eq!(of_tree(&format!("id = \"t\"\nmarks = 10\n{LEAF}")), [""; 0]);
}

fn entered(data: &Dataset, tree: &Tree, text: &str) -> Result<(Entered, Findings), Findings> {
    Entered::read("e.csv", text.as_bytes(), &data.places, &tree.asked())
}

#[test]
fn what_is_wrong_with_what_was_entered_is_said_at_its_cell() {
    let data = data(&["甲县", "乙县"]);
    let tree = Tree::read(
        "t.toml",
        &format!(
            "id = \"t\"\n{LEAF}[[veto]]\nid = \"v\"\nvalue = \"entered\"\nyes = true\n\
             [[must]]\nid = \"m\"\nvalue = {{ measure = \"collected\" }}\nleast = 1\n"
        ),
    )
    .unwrap();
    let cases = [
        ("丙县,1,5", "list-place | e.csv A2: 错误: 数据中没有“丙县”，是否应为"),
        ("甲县,3,5", "entered-name | e.csv B2: 错误: 录入表中的“3”不是指标"),
        ("甲县,1,五", "list-value | e.csv C2: 错误: value 写的是“五”，应为数，或 是、否。"),
        ("甲县,v,2", "list-value | e.csv C2: 错误: value 写的是“2”，应为是 或 否。"),
        ("甲县,1,5\n甲县,1,6", "entered-twice | e.csv C3: 错误: 甲县的“1”录入了两次，前一次在 C2"),
    ];
    for (rows, expected) in cases {
        let said = lines(&entered(&data, &tree, &format!("place,node,value\n{rows}\n")).unwrap_err());
        assert!(said[0].starts_with(expected), "{rows}: {said:#?}");
    }
    let (_, warnings) = entered(&data, &tree, "place,node,value\n甲县,m,1\n").unwrap();
    assert_eq!(lines(&warnings)[0].split(' ').next(), Some("entered-unasked"));
    let twice = "place,year,version,line,amount\n甲县,2007,actual,a,1\n甲县,2007,actual,a,2\n";
    assert_eq!(Statement::read("s.csv", twice.as_bytes()).unwrap_err()[0].code, "statement-twice");
    let wrong = "place,year,version,line,amount\n甲县,07,plan,a,1.234\n";
    assert_eq!(Statement::read("s.csv", wrong.as_bytes()).unwrap_err().len(), 3);
}

fn assessed(data: &Dataset, tree: &Tree, text: &str) -> Assessment {
    let (entered, _) = entered(data, tree, text).unwrap();
    let statement = Statement::default();
    assess(tree, &Sources { fund: Fund::observed(data), entered: &entered, statement: &statement }, 2007)
}

#[test]
fn ties_share_a_rank_and_the_vetoed_share_the_last() {
    let data = data(&["甲县", "乙县", "丙县", "丁县", "戊县"]);
    let tree = format!(
        "id = \"t\"\ncommend = 2\n{LEAF}[[veto]]\nid = \"v\"\nvalue = \"entered\"\nyes = true\n[[must]]\nid = \"m\"\nvalue = \"entered\"\nyes = true\n"
    );
    let tree = Tree::read("t.toml", &tree).unwrap();
    let text = "place,node,value\n甲县,1,9\n乙县,1,9\n丙县,1,0\n戊县,1,3\n甲县,v,否\n乙县,v,否\n丙县,v,否\n丁县,v,是\n\
                甲县,m,是\n乙县,m,否\n丙县,m,是\n";
    let assessment = assessed(&data, &tree, text);
    let ranks: Vec<Option<u32>> = assessment.places.iter().map(|place| place.rank).collect();
    // Of the last its veto is not known; the fourth has one, and needs no other value.
    assert_eq!(ranks, [Some(1), Some(1), Some(3), Some(4), None]);
    let awards: Vec<Option<Award>> = assessment.places.iter().map(|place| place.award).collect();
    assert_eq!(awards, [Some(Award::Commend), Some(Award::Criticise), None, None, None]);
    assert_eq!(assessment.order, [0, 1, 2, 3, 4]);
}

#[test]
fn the_change_of_a_total_is_the_sum_of_its_leaves_changes() {
    let data = data(&["甲县"]);
    let tree = format!(
        "id = \"t\"\n{LEAF}{}[[veto]]\nid = \"v\"\nvalue = \"entered\"\nyes = true\n",
        LEAF.replace('1', "2").replace("20", "10")
    );
    let tree = Tree::read("t.toml", &tree).unwrap();
    let before = assessed(&data, &tree, "place,node,value\n甲县,1,9\n甲县,2,8.5\n甲县,v,否\n");
    let after = assessed(&data, &tree, "place,node,value\n甲县,1,7.25\n甲县,2,10\n甲县,v,是\n");
    for (before, after) in [(&before, &after), (&after, &before), (&after, &after)] {
        let (before, after) = (&before.places[0], &after.places[0]);
        let steps = change(&tree, before, after).unwrap();
        let sum: Score = steps.iter().map(|(_, by)| *by).sum();
        assert_eq!(sum.number(), after.total().number() - before.total().number());
    }
}

#[test]
fn the_templates_can_be_read_and_give_a_hundred_marks() {
    let trees = TEMPLATES.map(|text| Tree::read("t.toml", text).unwrap());
    assert!(trees.iter().all(|tree| tree.marks() == Exact::whole(100) && !tree.source.is_empty()));
    assert!(trees.iter().all(|tree| tree.nodes.iter().all(|node| node.names.iter().all(|name| !name.is_empty()))));
    let at = |tree: &Tree, depth| tree.nodes.iter().filter(|node| node.depth == depth).count();
    assert_eq!([0, 1, 2].map(|depth| at(&trees[2], depth)), [4, 11, 34]);
    assert_eq!(at(&trees[0], 0), 7);
    assert!(!watch::read("watch.toml", watch::SHIPPED).unwrap().is_empty());
}

/// The sample under Huangshan's tree: what was not entered stays open, and nobody has a rank.
#[test]
fn the_sample_is_open_where_nothing_was_entered() {
    let data = sample::load();
    let tree = Tree::read("t.toml", TEMPLATES[0]).unwrap();
    let assessment = assessed(&data, &tree, "place,node,value\n");
    assert_eq!(assessment.places.len(), 7);
    assert!(assessment.places.iter().all(|place| place.rank.is_none() && place.assessed > Exact::ZERO));
}

fn candidates(scores: &[(i128, u32, bool)]) -> Vec<Candidate> {
    let candidate = |(n, (total, rank, vetoed)): (usize, &(i128, u32, bool))| Candidate {
        place: format!("{n}县").into(),
        total: Score::of(*total),
        rank: Some(*rank).filter(|rank| *rank > 0),
        vetoed: *vetoed,
        origin: Origin::default(),
    };
    scores.iter().enumerate().map(candidate).collect()
}

fn rewarded(candidates: &[Candidate], amount: i128, award: &[i128]) -> Result<reward::Rewards, Findings> {
    let award = award.iter().map(|fen| Money::from_fen(*fen)).collect();
    let terms = Terms { amount: Money::from_fen(amount), least: Exact::whole(60), base: Base::None, award };
    reward(candidates, &terms, &Bases { fund: None, statement: &Statement::default(), year: 2007 })
}

#[test]
fn rewards_that_can_not_be_paid_are_refused() {
    let two = candidates(&[(900_000, 1, false), (800_000, 2, false)]);
    assert_eq!(rewarded(&two, 100, &[80, 30]).unwrap_err()[0].code, "reward-above-amount");
    let terms = Terms { amount: Money::ZERO, least: Exact::ZERO, base: Base::Retirees, award: Vec::new() };
    let unknown = reward(&two, &terms, &Bases { fund: None, statement: &Statement::default(), year: 2007 });
    assert_eq!(unknown.unwrap_err().len(), 2);
    assert_eq!(rewarded(&candidates(&[(900_000, 1, true)]), 100, &[80]).unwrap().carried, Money::from_fen(100));
    let wrong = "place,total,rank,veto\n甲县,1.23456,x,\n甲县,1,0,\n";
    let said = reward::ranking("r.csv", wrong.as_bytes()).unwrap_err();
    assert_eq!(
        said.iter().map(|f| f.code).collect::<Vec<_>>(),
        ["list-value", "list-value", "list-place-twice", "list-value"]
    );
}

proptest! {
    /// All the money goes to those that qualify, or is carried; nobody gets less than nothing.
    #[test]
    fn the_money_is_given_away_whole(
        scores in prop::collection::vec((0i128..1_100_000, 0u32..6, any::<bool>()), 0..12),
        amount in 1_000_000_000i128..1_000_000_000_000,
        award in prop::collection::vec(0i128..10_000_000, 0..5),
    ) {
        let candidates = candidates(&scores);
        let rewards = rewarded(&candidates, amount, &award).unwrap();
        let given: Money = rewards.of.iter().map(|reward| reward.amount()).sum();
        prop_assert_eq!(given + rewards.carried, Money::from_fen(amount));
        for (candidate, reward) in candidates.iter().zip(&rewards.of) {
            let qualifies = candidate.rank.is_some() && !candidate.vetoed && candidate.total >= Score::of(600_000);
            prop_assert_eq!(reward.weighed.is_some(), qualifies);
            prop_assert!(qualifies || reward.amount() == Money::ZERO);
            prop_assert!(!reward.amount().is_negative());
        }
    }

    /// The order in which numbers were entered changes nothing.
    #[test]
    fn the_order_of_what_was_entered_does_not_matter(values in prop::collection::vec(0u32..12, 4), turn in 0usize..8) {
        let data = data(&["甲县", "乙县", "丙县", "丁县"]);
        let tree = Tree::read("t.toml", &format!("id = \"t\"\n{LEAF}")).unwrap();
        let mut rows: Vec<String> =
            ["甲县", "乙县", "丙县", "丁县"].iter().zip(&values).map(|(c, v)| format!("{c},1,{v}\n")).collect();
        let text = |rows: &[String]| format!("place,node,value\n{}", rows.concat());
        let first = assessed(&data, &tree, &text(&rows));
        rows.rotate_left(turn % 4);
        rows.swap(0, turn % 4);
        prop_assert_eq!(first, assessed(&data, &tree, &text(&rows)));
    }
}

/// What the pages say is owed is what treasuries posted, to the fen, no posting twice.
#[test]
fn a_years_pages_hold_every_posting_of_the_treasuries() {
    let data = sample::load();
    let text = "name = \"r\"\nstart = \"2008-01\"\nmonths = 24\n[rates]\ncollection_rate = 0.8\n\
                [subsidy]\nthreshold = 1000000\nrate = 0.3\n[interest]\nannual = 0.02\ndebt = 0.05\n\
                [[pooling]]\nfrom = \"2008-01\"\nremit = \"all\"\nallocate = \"full_need\"\ngrants = \"to_pool\"\n\
                balances = \"hand_up\"\nsharing = { province = 0.2, city = 0.4, county = 0.4 }\n";
    let scenario = scenario::file::read("s.toml", text).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let run = simulation::run(&data, &scenario, Keep::Journal, &stop).unwrap();
    for year in [2008, 2009] {
        let pages = responsibility::of_run(&run, year, |government, duty| {
            (government == Government::Of(data.places.root()) && duty == Duty::GapSharing).then_some(Money::ZERO)
        });
        let of = |duty: Duty| -> Money {
            pages.iter().flat_map(|page| &page.duties).filter(|o| o.duty == duty).filter_map(|o| o.owed).sum()
        };
        let posted = |is_such: &dyn Fn(&str) -> bool| -> Money {
            let of_year = run.journal.iter().filter(|posting| posting.month.year() == year);
            of_year.filter(|posting| is_such(posting.kind.key())).map(|posting| posting.amount()).sum()
        };
        assert_eq!(of(Duty::Subsidy), posted(&|key| key == "subsidy"));
        assert_eq!(of(Duty::GapSharing), posted(&|key| key.starts_with("gap_")));
        assert_eq!(of(Duty::DebtInterest), posted(&|key| key == "debt_interest"));
        assert!(of(Duty::Subsidy).is_positive() && of(Duty::GapSharing).is_positive());
        let city = pages.iter().find(|page| page.government == Government::Of(data.places.root())).unwrap();
        let sharing = city.duties.iter().find(|owed| owed.duty == Duty::GapSharing).unwrap();
        assert_eq!(sharing.difference(), sharing.owed);
        // What was advanced in the year is repaid by December's sharing.
        assert_eq!(of(Duty::Advances), Money::ZERO);
    }
}
