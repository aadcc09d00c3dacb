"""Text files in the encodings that exports come in: read right and said, or refused with the likeliest name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.opened import codes, errors, open_one, text_of, values

from segdsl.data import Options, charset

CHINESE = "客戶編號,年齡,職業\nK01,35,管理階層\nK02,17,學生\nK03,52,技術人員\n"
SIMPLIFIED = "客户编号,年龄,职业\nK01,35,管理人员\nK02,17,学生\nK03,52,技术人员\n"
FRENCH = "id,prénom,ville\n1,Zoé,Orléans\n2,François,Nîmes\n3,Élodie,Besançon\n"
GERMAN = "id,name,ort\n1,Müller,Köln\n2,Weiß,Düsseldorf\n3,Jäger,Nürnberg\n"
CZECH = "id,jméno,město\n1,Dvořák,Plzeň\n2,Žižka,Tábor\n3,Němec,Brno\n"
KOREAN = "id,이름,도시\n" + "".join(f"{n},홍길동,서울특별시 강남구\n" for n in range(9))
JAPANESE = "id,名前,都市\n" + "".join(f"{n},すずき,さいたま\n" for n in range(9))


def write(folder: Path, text: str, encoding: str) -> Path:
    path = folder / "t.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        (CHINESE, "big5", "Big5"),
        (CHINESE, "cp950", "Big5"),
        (SIMPLIFIED, "gb2312", "GB18030"),
        (SIMPLIFIED, "gbk", "GB18030"),
        (CHINESE, "utf-16", "UTF-16"),
        (CHINESE, "utf-16-le", "UTF-16"),
        ("id,n\n1,2\n" * 5, "utf-16-be", "UTF-16"),
        (FRENCH, "windows-1252", "Windows-1252"),
        (GERMAN, "latin-1", "Windows-1252"),
    ],
)
def test_a_sure_guess_is_used_and_said(tmp_path: Path, text: str, encoding: str, shown: str) -> None:
    found = open_one(write(tmp_path, text if encoding != "utf-16-be" else "id,n\n1,2\n", encoding))
    plain = tmp_path / "plain.csv"
    plain.write_text(text if encoding != "utf-16-be" else "id,n\n1,2\n", encoding="utf-8")
    expected = open_one(plain)
    assert "encoding-found" in codes(found)
    assert f"was read as {shown}" in text_of(found)
    assert found.value is not None
    assert expected.value is not None
    assert found.value.schema == expected.value.schema
    for name in expected.value.schema.customers.columns:
        assert values(found, name) == values(expected, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    found = open_one(write(tmp_path, CHINESE, encoding))
    assert codes(found) == ["key-found"]
    assert values(found, "職業") == ["管理階層", "學生", "技術人員"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CZECH, "windows-1250"),
        (CZECH, "iso-8859-2"),
        (KOREAN, "euc-kr"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "shift-jis"),
        (FRENCH, "cp850"),
        (FRENCH, "mac-roman"),
    ],
)
def test_an_unsure_guess_is_an_error_until_the_encoding_is_said(tmp_path: Path, text: str, encoding: str) -> None:
    path = write(tmp_path, text, encoding)
    found = open_one(path)
    assert errors(found) == ["wrong-encoding"]
    assert "--encoding" in text_of(found)
    said = open_one(path, options=Options(encoding=encoding))
    assert not errors(said)
    assert said.value is not None
    assert {column.name for column in said.value.schema.customers.columns.values()} == set(
        text.split("\n")[0].split(",")
    )


def test_the_line_is_named(tmp_path: Path) -> None:
    rows = "".join(f"{n},x\n" for n in range(500))
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,n\n" + rows.encode() + b"501,\xff\xfe\n")
    found = open_one(path)
    assert errors(found) == ["wrong-encoding"]
    assert "(line 502)" in text_of(found)


def test_what_was_said_is_held_to(tmp_path: Path) -> None:
    path = write(tmp_path, CHINESE, "big5")
    assert errors(open_one(path, options=Options(encoding="utf-8"))) == ["wrong-encoding"]
    assert errors(open_one(path, options=Options(encoding="ascii"))) == ["wrong-encoding"]
    assert errors(open_one(path, options=Options(encoding="rot13"))) == ["unknown-encoding"]
    assert errors(open_one(path, options=Options(encoding="utf9"))) == ["unknown-encoding"]
    found = open_one(path, options=Options(encoding="Big5-HKSCS"))
    assert codes(found) == ["key-found"]


@given(st.binary(max_size=400))
def test_guessing_never_fails(sample: bytes) -> None:
    guess = charset.guess(sample)
    assert charset.codec_of(guess.codec) is not None


@given(
    st.text(
        alphabet="的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟階油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例真務具萬每目至達走積示議聲報鬥完類八離華名確才科張信馬節話米整空元況今集溫傳土許步群廣石記需段研界拉林律叫且究觀越織裝影算低持音眾書布复容兒須際商非驗連斷深難近礦千周委素技備半辦青省列習響約支般史感勞便團往酸歷市克何除消構府稱太準精值號率族維劃選標寫存候毛親快效斯院查江型眼王按格養易置派層片始卻專狀育廠京識適屬圓包火住調滿縣局照參紅細引聽該鐵價嚴",
        min_size=12,
        max_size=60,
    )
)
def test_frequent_chinese_is_told_apart(text: str) -> None:
    assert charset.guess(text.encode("cp950")) == charset.Guess("cp950", sure=True)
