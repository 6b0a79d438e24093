import pytest

from shared.domain.arrivals import bot_of

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) {}/142.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (Linux; Android 11; moto g power) Chrome/142.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse",
        CHROME.format("HeadlessChrome"),
        "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    ],
)
def test_robots_are_known_by_what_they_say_of_themselves(agent: str) -> None:
    assert bot_of(agent)


@pytest.mark.parametrize(
    "agent",
    [
        None,
        "",
        CHROME.format("Chrome"),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "python-httpx/0.28.1",
    ],
)
def test_people_and_the_shops_own_programs_are_no_robots(agent: str | None) -> None:
    assert not bot_of(agent)
