"""Sealed values, blind indexes, key generations, masks, logs."""

import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.infra import keys, logging, masking, privacy


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "keys.json"))
    keys.create()
    return tmp_path / "keys.json"


@given(st.text())
def test_what_is_sealed_can_be_read_and_is_never_the_same_twice(text):
    sealed = privacy.encrypt(text, "orders.person.phone")
    assert privacy.decrypt(sealed, "orders.person.phone") == text
    assert sealed != privacy.encrypt(text, "orders.person.phone")
    if len(text) > 3:
        assert text.encode() not in sealed


def test_a_value_moved_to_another_column_is_not_readable():
    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(privacy.encrypt("13812342041", "a.phone"), "a.address")


@pytest.mark.parametrize("position", [0, 1, 2, 3, 14, 15, -1])
def test_any_changed_byte_is_noticed(position):
    sealed = bytearray(privacy.encrypt("13812342041", "a.phone"))
    sealed[position] ^= 1
    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(bytes(sealed), "a.phone")


def test_short_rubbish_is_unreadable():
    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(b"\x01\x00", "a.phone")


def test_sm3_is_the_standards_own_example():
    # GB/T 32905-2016, appendix A.1
    assert privacy.sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_rotation_keeps_old_values_readable_and_findable(own_keys):
    sealed, index = privacy.encrypt("x", "c"), privacy.blind_index("phone", "138")
    keys.rotate()
    assert privacy.decrypt(sealed, "c") == "x"
    assert privacy.generation_of(privacy.encrypt("x", "c")) == 2
    assert index in privacy.blind_indexes("phone", "138")
    assert privacy.blind_index("phone", "138") != index
    keys.retire(1)
    with pytest.raises(privacy.Unreadable, match="generation 1"):
        privacy.decrypt(sealed, "c")


def test_indexes_of_different_purpose_differ():
    assert privacy.blind_index("phone", "1") != privacy.blind_index("identity", "1")


def test_the_key_file_is_private_and_is_not_replaced(own_keys):
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    before = own_keys.read_text()
    assert keys.create() is False
    assert own_keys.read_text() == before
    own_keys.chmod(0o644)
    os.utime(own_keys, (1, 1))
    with pytest.raises(keys.KeyFileError, match="0600"):
        keys.keyring()


@pytest.mark.parametrize("content", ["", "{}", '{"generations": []}', '{"generations": [{"number": 1}]}'])
def test_a_damaged_key_file_is_named_without_its_content(own_keys, content):
    own_keys.write_text(content)
    with pytest.raises(keys.KeyFileError, match=r"keys\.json"):
        keys.keyring()


def test_a_named_key_file_that_is_missing_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "nowhere.json"))
    with pytest.raises(keys.KeyFileError, match="does not exist"):
        keys.keyring()


@pytest.mark.parametrize("written", ["138 1234 2041", "+86 138-1234-2041", "008613812342041"])
def test_phone_numbers_are_compared_by_their_digits(written):
    assert privacy.normalise_phone(written) == "13812342041"


@pytest.mark.parametrize(
    ("function", "text", "masked"),
    [
        (masking.mask_phone, "13812342041", "138****2041"),
        (masking.mask_phone, "0534-2612345", "053****2345"),
        (masking.mask_phone, "2612345", "*****45"),
        (masking.mask_phone, "110", "***"),
        (masking.mask_phone, "", ""),
        (masking.mask_name, "张伟", "张*"),
        (masking.mask_name, "欧阳明珠", "欧阳**"),
        (masking.mask_name, "欧阳", "欧*"),
        (masking.mask_name, "王", "*"),
        (masking.mask_id_number, "371402199001011234", "371402********1234"),
        (masking.mask_id_number, "12345", "*****"),
        (masking.mask_address, "德城区三八路12号", "德城区******"),
        (masking.mask_address, "三号楼二单元", "三号****"),
        (masking.mask_address, "三号楼", "***"),
        (masking.mask_inside, "来电13900001234，单号略", "来电139****1234，单号略"),
        (masking.mask_inside, "座机0534-2345678", "座机053****5678"),
        (masking.mask_inside, "身份证371402199001011234", "身份证371402********1234"),
        (masking.mask_inside, "全角１３９００００１２３４", "全角139****1234"),
        (masking.mask_inside, "139 0000 1234 或 a.b@c.cn", "139****1234 或 a***@c.cn"),
        (masking.mask_inside, "2026-03-02路灯不亮，3号楼12层", "2026-03-02路灯不亮，3号楼12层"),
    ],
)
def test_masks(function, text, masked):
    assert function(text) == masked


def test_a_mail_address_is_sought_once_in_a_run_of_signs():
    """From every sign of a long text anew, masking it would take a minute."""
    text = "路灯不亮" * 3 + "@c.cn"
    assert masking._MAIL.match(text) and not masking._MAIL.match(text, 1)
    assert masking._WHOLE_MAIL.match(text) and not masking._WHOLE_MAIL.match(text, 1)
    assert masking.without_numbers("写给a@b.cn+c@d.cn，谢谢") == " ，谢谢"
    assert masking.mask_inside("a@b.cn c.d@e.cn") == "a***@b.cn c***@e.cn"


@given(st.text(max_size=40))
def test_masks_never_fail(text):
    for function in (masking.mask_phone, masking.mask_name, masking.mask_id_number, masking.mask_address):
        function(text)
    masking.mask_inside(text)


def test_logs_lose_personal_data():
    event = {"event": "call from 13812342041", "phone": "1", "order": "0192f0c1-0000-7000-8000-013812342041"}
    event |= {"extra": {"name": "张伟", "list": ["371402199001011234"]}}
    cleaned = json.dumps(logging.drop_personal(None, "info", event), ensure_ascii=False)
    assert "138" not in cleaned.replace("013812342041", "")
    assert "张伟" not in cleaned
    assert "3714" not in cleaned
    assert "0192f0c1-0000-7000-8000-013812342041" in cleaned


@pytest.mark.req("SEC-3")
def test_logs_lose_the_rows_that_the_database_tells():
    said = (
        "Traceback\nIntegrityError: null value\nDETAIL:  Failing row contains (1, 张伟, 路灯坏了\n\n第二段 李四, x).\n"
        "\nThe above exception was the direct cause of the following exception:\n\nTraceback\nboth"
    )
    cleaned = logging.drop_personal(None, "error", {"event": "failed", "exception": said})["exception"]
    assert "张伟" not in cleaned and "李四" not in cleaned
    assert "IntegrityError: null value" in cleaned and cleaned.endswith("both")


@pytest.mark.parametrize("text", ["来电号码13812342041请回", "座机0534-2041204。", "身份证371402199001011234，"])
def test_logs_lose_numbers_that_stand_beside_chinese(text):
    assert "2041" not in (said := logging.drop_personal(None, "info", {"event": text})["event"])
    assert "1990" not in said
