//! What is known and what is assumed: the published anchors, and the levels that carry them.
//!
//! The published figures are those of the paper on 黄山市企业职工基本养老保险市级统筹 (its three
//! tables and three figures). Between them stand assumptions an officer would find ordinary: heads,
//! contribution bases, collection rates, pension rates, the months in which raises are paid. The
//! assumed levels were chosen once so that the published totals nearly follow from them; the solver
//! closes the rest exactly and refuses to close more than half a per cent.
//!
//! Per-county tables are in the order of `COUNTIES`, per-year ones run 2004 to 2007. Amounts are in
//! 万元 where the name says `WAN`, otherwise as said.

pub const COUNTIES: [&str; 7] = ["屯溪区", "徽州区", "黄山区", "歙县", "休宁县", "祁门县", "黟县"];
pub const TUNXI: usize = 0;
pub const FIRST_YEAR: i64 = 2004;
pub const YEARS: usize = 4;
pub const MONTHS: usize = 12 * YEARS;
/// 2005-09: balances and collections are handed up from here on.
pub const POOLING: usize = 20;

// ---- Published -------------------------------------------------------------------------------

/// Table 1: contributions collected, two years before and two years after.
pub const COLLECTED_WAN: [i64; 2] = [26_643, 42_615];
/// Figure 1: what Tunxi paid in pensions, 2004 and 2007.
pub const TUNXI_PENSION_WAN: [i64; 2] = [2_540, 4_914];
/// The text and figure 2: what Tunxi lacked, 2004 and (30.0% of its pensions) 2007.
pub const TUNXI_GAP_WAN: [i64; 2] = [1_122, 1_474];
/// Table 2, 2005 (from September) to 2007: money handed up, grants, money passed down.
pub const HANDED_UP_WAN: [i64; 3] = [3_574, 12_725, 17_749];
pub const POOLED_GRANTS_WAN: [i64; 3] = [2_338, 6_773, 6_930];
pub const PASSED_DOWN_WAN: [i64; 3] = [2_630, 17_000, 21_603];
/// Table 3, 2006 and 2007: money lent to the counties before the grants arrived (黟县 is not in it).
pub const LENT_WAN: [[i64; 7]; 2] = [[417, 0, 342, 578, 0, 0, 0], [650, 94, 377, 0, 66, 122, 0]];

// ---- Heads -----------------------------------------------------------------------------------

/// Insured employees in 2004-01, and the net new ones of each year. Table 1 counts the new ones
/// from the first month on record: 3300 + 5277 = 8577 and 9600 + 6164 = 15764.
pub const INSURED: [i64; 7] = [8_000, 5_830, 9_340, 19_500, 13_400, 12_050, 5_960];
pub const NEW_INSURED: [[i64; YEARS]; 7] = [
    [520, 900, 1_780, 1_250],
    [240, 370, 670, 380],
    [400, 660, 1_240, 790],
    [900, 1_430, 2_620, 1_880],
    [530, 800, 1_370, 800],
    [480, 740, 1_280, 730],
    [230, 377, 640, 334],
];

/// Those of them who pay. Before pooling their share falls
/// (the paper: 实际缴费人数不断减少), after it rises.
pub const CONTRIBUTORS: [i64; 7] = [6_340, 4_780, 7_470, 15_560, 11_000, 9_865, 4_906];
pub const NEW_CONTRIBUTORS: [[i64; YEARS]; 7] = [
    [360, 700, 1_620, 1_130],
    [150, 270, 620, 320],
    [270, 510, 1_130, 700],
    [610, 1_080, 2_450, 1_780],
    [370, 610, 1_230, 690],
    [335, 560, 1_150, 630],
    [174, 290, 580, 290],
];

/// Retirees: 24,010 to 59,921 contributors in 2004-01, the published 40%.
pub const RETIREES: [i64; 7] = [3_550, 1_720, 3_435, 6_690, 3_740, 3_305, 1_570];
pub const NEW_RETIREES: [[i64; YEARS]; 7] = [
    [170, 285, 460, 300],
    [60, 80, 125, 105],
    [125, 175, 260, 220],
    [240, 330, 500, 420],
    [130, 180, 270, 230],
    [115, 165, 245, 205],
    [55, 75, 115, 95],
];

/// When people join in the course of a year, per mille of an even pace.
pub const JOINING_SEASON: [i64; 12] = [800, 850, 1_080, 1_120, 1_060, 1_020, 960, 950, 1_020, 1_060, 1_060, 1_020];

// ---- Contributions ---------------------------------------------------------------------------

/// The contribution rate, per cent of the base.
pub const CONTRIBUTION_RATE_PERCENT: i64 = 28;

/// Mean monthly base in yuan, in force from July 2003, 2004, 2005, 2006 and 2007.
pub const BASES: [[i64; 5]; 7] = [
    [795, 868, 1_018, 1_116, 1_176],
    [725, 790, 914, 978, 1_024],
    [730, 796, 899, 980, 1_050],
    [680, 741, 838, 916, 996],
    [675, 735, 850, 908, 948],
    [685, 746, 862, 922, 966],
    [670, 730, 845, 903, 946],
];

/// The months between which the collection rate runs along straight lines: level until the city
/// decided on pooling in the middle of 2005, quickly up until May 2006, slowly after.
pub const RATE_MONTHS: [usize; 4] = [0, 18, 28, 48];
/// Collection rate at those months, per mille of what is due.
pub const COLLECTION_RATES: [[i64; 4]; 7] = [
    [763, 808, 920, 926],
    [825, 828, 911, 906],
    [761, 837, 877, 882],
    [739, 808, 841, 928],
    [808, 831, 902, 896],
    [813, 830, 902, 907],
    [816, 816, 910, 909],
];

/// When firms pay in the course of a year, per mille: slack around the Spring Festival, a push at
/// the half-year and at the year's end.
pub const COLLECTION_SEASON: [i64; 12] = [955, 935, 970, 985, 1_000, 1_035, 990, 995, 1_010, 1_015, 1_040, 1_070];

/// Where the year's collection stood against the county's task (征缴任务), per mille.
pub const ATTAINMENT: [[i64; YEARS]; 7] = [
    [962, 978, 1_031, 1_044],
    [1_012, 1_020, 1_046, 1_018],
    [975, 969, 1_012, 1_025],
    [958, 972, 996, 1_061],
    [1_008, 1_015, 1_038, 1_009],
    [1_004, 1_011, 1_029, 992],
    [1_015, 1_007, 1_033, 1_012],
];

// ---- Benefits --------------------------------------------------------------------------------

/// Mean monthly pension in fen in the first half of 2004.
pub const PENSIONS: [i64; 7] = [55_050, 51_400, 52_300, 50_000, 50_500, 51_300, 49_400];

/// A raise: the month from which it is owed, the month in which it is first paid (with the arrears,
/// where it is later), and by how much, per mille.
pub struct Raise {
    pub owed: usize,
    pub paid: usize,
    pub per_mille: i64,
}

/// The four yearly adjustments, and in 2006-01 the items and standards made uniform by the city
/// (统一统筹项目和标准), which are paid at once.
pub const RAISES: [Raise; 5] = [
    Raise { owed: 6, paid: 9, per_mille: 120 },
    Raise { owed: 18, paid: 21, per_mille: 136 },
    Raise { owed: 24, paid: 24, per_mille: 106 },
    Raise { owed: 30, paid: 34, per_mille: 98 },
    Raise { owed: 42, paid: 44, per_mille: 73 },
];

/// Other expenditure (丧葬抚恤 and the like), per mille of ordinary pensions, before the audit of
/// 2005 and from pooling on, when what did not belong there was taken off. Tunxi has none.
pub const OTHER_PER_MILLE: [i64; 2] = [25, 12];

// ---- Money from above ------------------------------------------------------------------------

/// Grants that went to the counties directly: arrival month, 万元.
pub const DIRECT_GRANTS_WAN: [(usize, i64); 6] =
    [(2, 1_500), (6, 1_500), (10, 1_950), (14, 1_700), (17, 1_900), (19, 2_090)];

/// The months in which the pooled years' grants reach the counties, 2005 to 2007: first and last.
pub const POOLED_GRANT_MONTHS: [(usize, usize); 3] = [(21, 23), (29, 35), (42, 47)];

/// The matching subsidy: 30% of last year's gap where that is above 100 万元, in twelve parts.
pub const MATCHING_PERCENT: i64 = 30;
pub const MATCHING_THRESHOLD_WAN: i64 = 100;
/// The subsidy for the gap that is left (基金缺口补助, the province's pooling money included), 2006
/// and 2007, by last year's gaps, in twelve parts as well.
pub const GAP_SUBSIDY_WAN: [i64; 2] = [1_110, 635];

/// Interest on what a county holds, per ten thousand and year, credited each quarter.
pub const INTEREST: i64 = 180;

// ---- What counties hold ----------------------------------------------------------------------

/// Balances before 2004-01. Tunxi has none: it lives on working capital until pooling.
pub const OPENING_WAN: [i64; 7] = [0, 60, 330, 580, 100, 85, 40];

/// How the counties' holdings divide, at the ends of 2005, 2006 and 2007.
pub const HOLDING_WEIGHTS: [[i64; 7]; 3] =
    [[50, 90, 150, 330, 170, 150, 70], [90, 110, 180, 390, 180, 170, 80], [120, 100, 180, 330, 190, 170, 90]];
/// What a county that was not lent money keeps in the month before the grants arrive, per mille of
/// its holding at the year's start.
pub const HOLDING_BEFORE_GRANTS: i64 = 450;

/// 2005: how the months share what is handed up: per mille of the old balance, which goes first, and
/// of the month's collections.
pub const FIRST_OF_BALANCE: [i64; 4] = [300, 150, 0, 0];
pub const FIRST_OF_COLLECTIONS: i64 = 200;
/// 2005: what Tunxi is allocated beyond the grants (no other county is), by month, 万元.
pub const FIRST_ALLOCATIONS_WAN: [i64; 4] = [110, 112, 40, 30];

/// The share of collections handed up, per mille, at the start of 2006, 2007 and 2008: straight
/// lines between, then brought to the published totals.
pub const HAND_UP_SHARE: [i64; 3] = [600, 720, 820];

/// How much of an allocation follows the month's need, per mille; the rest is even.
pub const ALLOCATION_BY_NEED: i64 = 700;
