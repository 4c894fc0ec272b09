//! placeholder
/// A measure of the fund (model section 3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Measure {
    /// 征缴收支缺口
    Gap,
    /// 当月短缺
    Shortfall,
    /// 短缺率
    ShortfallRatio,
    /// 征缴差额
    Uncollected,
    /// 征缴率
    CollectionRate,
    /// 赡养率
    DependencyRatio,
    /// 制度赡养率
    SchemeDependencyRatio,
    /// 当期结余
    Surplus,
    /// 可支付月数
    MonthsOfCover,
    /// 调剂净额
    Adjustment,
    /// 统筹后短缺
    PooledShortfall,
}
