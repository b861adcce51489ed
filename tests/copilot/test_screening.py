import pytest

from copilot.analyst.screening import conditions_said
from market.metrics import load_metrics
from market.said import find_said

METRICS = load_metrics()
WAYS = METRICS["screen"].said


@pytest.mark.parametrize(
    ("question", "periods", "conditions"),
    [
        ("Which sectors have a volatility below 20?", (), "volatility < 20"),
        (
            "sectors with volatility under 20 % and a positive return this year",
            ("this year",),
            "volatility < 20 and price_return(period='this year') > 0",
        ),
        ("stocks with a P/E of at most 15.5", (), "valuation(measure=pe) <= 15.5"),
        ("stocks with more than 20 percent upside to target", (), "target_upside > 20"),
        ("which trade at less than two times sales", (), "valuation(measure=ps) < 2"),
        ("a market cap above $10 billion", (), "market_cap_band.market_cap > 10e9"),
        ("RSI over 70 or RSI under 30", (), "rsi > 70 or rsi < 30"),
        ("where momentum is negative", (), "momentum < 0"),
        (
            "a beta above 1 in 2022",
            ("2022",),
            "beta(benchmark='^GSPC', period='2022') > 1",
        ),
        ("sectors with a drawdown below -10", (), "max_drawdown < -10"),
        ("revenue growth over 1,000", (), "fundamental_growth(item=revenue) > 1000"),
        ("Which sectors have the best return?", (), ""),
        ("How volatile are the sectors?", (), ""),
    ],
)
def test_conditions_are_read_from_a_question(question, periods, conditions):
    assert conditions_said(find_said(WAYS, question), question, periods, list(METRICS.values())) == conditions
