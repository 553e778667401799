"""Regions: their table, how texts name them, and who owns a shared source."""

from collections import Counter
from datetime import date

import pytest

from hearings.regions import named_regions, region, region_of, regions
from hearings.signs import load

DAY = date(2025, 12, 1)


def test_twenty_regions_exist_today_and_sixteen_in_january_2018() -> None:
    assert len(regions()) == 21
    assert len(regions(valid_on=DAY)) == 20
    in_2018 = regions(valid_on=date(2018, 1, 31))
    assert [r.order_2018 for r in in_2018] == list(range(1, 17))


def test_a_region_has_names_codes_and_successors() -> None:
    south = region("south_kazakhstan")
    assert (south.name("kk"), south.name("ru"), south.kato) == (
        "Оңтүстік Қазақстан облысы",
        "Южно-Казахстанская область",
        "510000000",
    )
    assert south.successors == ("turkistan", "shymkent")
    assert not south.valid_on(date(2018, 6, 19))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("область ЖЕТіСУ, Ескельдинский район", "zhetisu"),
        ("Ақмола Oблысы, Бурабай ауданы", "akmola"),
        ("Oбласть Акмолинская, г. Щучинск", "akmola"),
        ("город республиканского значения Алматы, ул. Абая 1", "almaty"),
        ("г.Астана, пр. Мангилик ел 8", "astana"),
        ("БҚО, Бәйтерек ауданы", "west_kazakhstan"),
        ("ЗКО, Теректинский район", "west_kazakhstan"),
        ("Алматинская область, г. Талгар, ул. Алматы 4", "almaty_region"),
        ("Алматы облысының Талғар ауданында", "almaty_region"),
        ("Алматы қаласы, Абай даңғылы", "almaty"),
        ("г. Атырау, ул. Абая 5", "atyrau"),
        ("Карагандинская область, Абайский район, г. Абай", "karaganda"),
        ("Қарағанды облысы Абай ауданы", "karaganda"),
        ("область Абай, г.Семей", "abai"),
        ("Абай облысы, Семей қ.", "abai"),
        ("в Восточно - Казахстанской области", "east_kazakhstan"),
        ("ШҚО, Өскемен қ.", "east_kazakhstan"),
        ("ВКО, Жамбылский район", "east_kazakhstan"),
        ("Шымкент қаласының әкімдігі", "shymkent"),
        ("Солтүстік Қазақстан облысы, Петропавл қаласы", "north_kazakhstan"),
        ("Маңғыстау облысының Бейнеу ауданы", "mangystau"),
        ("г. Нур-Султан, район Есиль", "astana"),
        ("Aqmola oblysy", "akmola"),
        ("Область Ұлытау, г. Жезказган", "ulytau"),
        ("Целиноградский р-н, с. Кабанбай батыра", "akmola"),
        ("Үржар ауданы, Үржар а., мәдениет үйі", "abai"),
        ("Панфиловский р/н, г.Жаркент", "zhetisu"),
        ("район Беимбета Майлина, с. Айет", "kostanay"),
        ("г. Алматы, Жетысуский район", "almaty"),
        ("город Каражал, пос. Жайрем", "ulytau"),
        ("обл.Абай (ранее ВКО), г.Семей", "abai"),
        ("ТОО «Север» (юр. адрес: г. Алматы, ул. Мира, 0), г. Нур-Султан", "astana"),
    ],
)
def test_a_place_names_its_region(text: str, code: str) -> None:
    assert named_regions(text, DAY)[0][0] == code


def test_a_district_before_its_region_existed_belongs_to_the_one_it_was_made_from() -> None:
    assert named_regions("Урджарский район", date(2018, 1, 1))[0][0] == "east_kazakhstan"


def test_no_district_or_town_stands_in_two_regions() -> None:
    places = load("places.toml")["regions"]
    for group in ("districts", "towns"):
        names = [name for named in places.values() for name in set(named.get(group, ()))]
        assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("text", ["Жамбылский район, с. Актогай", "Актогайский район", "ул. Талгарская, район рынка"])
def test_a_name_that_several_regions_share_tells_none(text: str) -> None:
    assert named_regions(text, DAY) == []


@pytest.mark.parametrize(
    "text", ["ул. Алматы 4", "улица Астана, 12", "ТОО «Атырау»", "Абайский район", "пр. Абая", "район Алматы", ""]
)
def test_a_street_a_company_or_a_district_is_no_region(text: str) -> None:
    assert named_regions(text, DAY) == []


@pytest.mark.parametrize(
    ("source", "spider", "day", "place", "code"),
    [
        ("govkz:aktobe", "aktobe", DAY, "г. Астана", "aktobe"),
        ("govkz:ontustik", "turkistan", date(2018, 6, 18), "", "south_kazakhstan"),
        ("govkz:ontustik", "south_kazakhstan", date(2018, 6, 19), "", "turkistan"),
        ("govkz:ontustik", "turkistan", None, "", "turkistan"),
        ("govkz:zhetysu", "almaty_region", date(2022, 6, 7), "г. Талдыкорган", "almaty_region"),
        ("govkz:zhetysu", "almaty_region", date(2022, 6, 8), "г. Талдыкорган", "zhetisu"),
        ("govkz:zhetysu", "almaty_region", date(2022, 6, 8), "область Жетісу, Аксуский район", "zhetisu"),
        ("govkz:zhetysu", "almaty_region", date(2023, 1, 8), "Алматинская область, Илийский район", "almaty_region"),
        ("govkz:zhetysu", "almaty_region", date(2023, 1, 8), "", "almaty_region"),
        ("ecokarta:ecokarta.kz/public_hear", "astana", date(2020, 5, 1), "ЗКО, г. Уральск", "west_kazakhstan"),
        ("ecokarta:ecokarta.kz/public_hear", "astana", date(2020, 5, 1), "ул. Сарыарка 3", "astana"),
        ("ndbecology:hearings.ndbecology.gov.kz", "national", DAY, "Костанайская область", "kostanay"),
        ("ndbecology:hearings.ndbecology.gov.kz", "national", DAY, "с. Акжол, ул. Мира", None),
    ],
)
def test_the_region_of_a_publication(source: str, spider: str, day: date | None, place: str, code: str | None) -> None:
    assert region_of(source=source, spider_region=spider, day=day, places=(place,), text=place) == code


def test_the_place_outweighs_offices_named_elsewhere() -> None:
    code = region_of(
        source="ndbecology:hearings.ndbecology.gov.kz",
        spider_region="national",
        day=DAY,
        places=("Павлодарская область, с. Баянаул",),
        text="РГП «ИАЦ ООС», г. Астана, Акмолинская область, Акмолинской области",
    )
    assert code == "pavlodar"


def test_towns_belong_to_the_region_of_their_time() -> None:
    assert named_regions("г. Семей", date(2019, 1, 1))[0][0] == "east_kazakhstan"
    assert named_regions("г. Шымкент", date(2018, 1, 1))[0][0] == "south_kazakhstan"
