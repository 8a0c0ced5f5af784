"""The commands take files in, say what changed, and list all that is wrong with a file."""

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Authority
from portal.providers.models import RegisterImport, RegisterInspection, RegisterSetting
from tests.factories.providers import RegisterSettingFactory, ServiceFactory
from tests.providers.ofsted.registers import FIXTURES, register
from tests.support.real_data import real_file

REAL_REGISTER = "ofsted_csc_provider_level_2025-03-31.csv"
REAL_AUTHORITIES = "england_la_region_cla_2024.csv"
AUTHORITIES = (
    "gss_code,la_name,dfe_la_code,region_code,region_name,child_population,"
    "cla_31_mar_2024,cla_rate_per_10k\n"
    "E90000001,Northmere,901,E12000099,The Vale,60058,598,100\n"
    '"E90000002","Bristol, City of",902,E12000099,The Vale,1057,c,c\n'
)


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()

    def command(*arguments):
        return runner.invoke(args=[str(argument) for argument in arguments])

    return command


@pytest.fixture
def file(tmp_path):
    def write(content, name="register.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a_register_file_is_taken_in_and_told_about(run, session):
    result = run("ofsted", "import", FIXTURES / "register_2025.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    kept = count(session, RegisterSetting)
    assert f"Read {kept} settings, as at 31 March 2025." in result.output
    assert f"Settings: {kept} new, 0 changed" in result.output


def test_a_second_time_it_says_that_nothing_changed(run, session):
    run("ofsted", "import", FIXTURES / "register_2025.csv")
    result = run("ofsted", "import", FIXTURES / "register_2025.csv")
    assert result.exit_code == 0
    assert "Nothing changed. This file was taken in before." in result.output
    assert count(session, RegisterImport) == 1


def test_a_broken_file_is_refused_with_every_row_that_is_wrong(run, session, file):
    broken = file(register({"Places": "four"}, {}, {"Registration date": "31/02/2020"}))
    result = run("ofsted", "import", broken, "--as-at", "2025-03-31")
    assert result.exit_code == 1
    assert "Line 2, column Places, value “four”: Not a whole number" in result.stderr
    assert "Line 4, column Registration date, value “31/02/2020”: Not a date" in result.stderr
    assert "Nothing was changed." in result.stderr
    assert count(session, RegisterSetting) == 0


def test_a_file_that_does_not_say_its_day_needs_to_be_told(run, session, file):
    path = file(register({}))
    result = run("ofsted", "import", path)
    assert (result.exit_code, "Add --as-at" in result.stderr) == (1, True)
    assert run("ofsted", "import", path, "--as-at", "2025-03-31").exit_code == 0
    assert count(session, RegisterSetting) == 1


def test_a_day_to_come_is_refused(run, session, file):
    result = run("ofsted", "import", file(register({})), "--as-at", "2090-01-01")
    assert (result.exit_code, "today or in the past" in result.stderr) == (1, True)
    assert count(session, RegisterSetting) == 0


def test_what_is_no_file_or_no_day_is_a_plain_error(run, file):
    assert run("ofsted", "import", "no-such-file.csv").exit_code == 2
    assert run("ofsted", "import", file(register({})), "--as-at", "soon").exit_code == 2


def test_the_real_file_is_loaded_whole_and_then_known(run, session):
    path = real_file(REAL_REGISTER)
    first = run("ofsted", "import", path)
    assert "Read 5,600 settings, as at 31 March 2025." in first.output
    assert "Settings: 5,600 new" in first.output
    kept = (count(session, RegisterSetting), count(session, RegisterInspection))
    assert kept == (5600, 4343)
    assert "Nothing changed." in run("ofsted", "import", path).output
    assert (count(session, RegisterSetting), count(session, RegisterInspection)) == kept


def test_authorities_are_loaded_once_and_changes_told(run, session, file):
    assert "2 authorities added, 0 changed" in run("reference", "load", file(AUTHORITIES)).output
    assert "Nothing changed" in run("reference", "load", file(AUTHORITIES)).output
    renamed = file(AUTHORITIES.replace("Northmere", "Northmere and Vale"))
    assert "0 authorities added, 1 changed" in run("reference", "load", renamed).output
    assert count(session, Authority) == 2
    assert session.scalar(select(Authority.name).where(Authority.dfe_code == "901")) == (
        "Northmere and Vale"
    )


def test_authorities_loaded_later_join_what_named_them(run, session, file):
    setting = RegisterSettingFactory(local_authority="Bristol")
    service = ServiceFactory(local_authority="Northmere")
    RegisterSettingFactory(local_authority="Conwy")
    session.commit()
    result = run("reference", "load", file(AUTHORITIES))
    assert "2 settings and services now know their authority." in result.output
    session.expire_all()
    assert (setting.authority and setting.authority.name) == "Bristol, City of"
    assert (service.authority and service.authority.name) == "Northmere"


def test_a_list_that_gives_an_authoritys_code_to_another_is_refused(run, session, file):
    run("reference", "load", file(AUTHORITIES))
    result = run("reference", "load", file(AUTHORITIES.replace("E90000001", "E90000009")))
    assert result.exit_code == 1
    assert "Northmere (E90000009) has the name or the code 901" in result.stderr
    assert count(session, Authority) == 2


def test_a_broken_list_of_authorities_is_refused_whole(run, session, file):
    result = run("reference", "load", file(AUTHORITIES.replace("901", "9x1")))
    assert (result.exit_code, "9x1" in result.stderr) == (1, True)
    assert count(session, Authority) == 0


def test_englands_authorities_are_known_to_every_setting_in_england(run, session):
    run("ofsted", "import", real_file(REAL_REGISTER))
    result = run("reference", "load", real_file(REAL_AUTHORITIES))
    assert "153 authorities added" in result.output
    session.rollback()
    apart = session.scalars(
        select(RegisterSetting.local_authority)
        .where(RegisterSetting.authority_id.is_(None))
        .distinct()
        .order_by(RegisterSetting.local_authority)
    ).all()
    assert apart == ["Cardiff", "Conwy", "Newport", "Wrexham"]
