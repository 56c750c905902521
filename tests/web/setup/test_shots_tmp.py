import pytest
from tests.web.setup.test_browser import county, desk  # noqa
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
def test_shots(desk, cast):
    import time
    made = county(cast, 300)
    from zhendi.domain.setup.models import Liaison, Visit
    l = Liaison.objects.create(unit=made[-2], name="王五", organisation=cast.organisations["branch"], valid_from=made[0].valid_from)
    b = made[-2].pk
    for name, a in (("list","/units/"),("blank","/units/?state=blank"),("map","/units/map"),("mapone",f"/units/map?township={made[0].township_id}"),("figures","/units/figures"),("record",f"/units/{b}"),("cover",f"/units/{b}/cover"),("new","/units/new")):
        desk.set_viewport_size({"width":1366,"height":900}); desk.goto(desk.root+a); time.sleep(.4); desk.screenshot(path=f"/tmp/h-h10/{name}.png")
        desk.set_viewport_size({"width":390,"height":844}); desk.goto(desk.root+a); time.sleep(.3); desk.screenshot(path=f"/tmp/h-h10/{name}-phone.png", full_page=(name in("map",)))
    from zhendi.domain.setup.models import Unit, Coverage
    Exemption = __import__("zhendi.domain.setup.models", fromlist=["Exemption"]).Exemption
    Exemption.objects.all().delete(); Coverage.objects.all().delete(); Liaison.objects.all().delete(); Unit.objects.all().delete()
    county(cast, 20000)
    desk.set_viewport_size({"width":1366,"height":900}); t=time.time(); desk.goto(desk.root+"/units/map"); desk.wait_for_selector(".unit-sheet.drawn"); print("20k map", time.time()-t); time.sleep(.5); desk.screenshot(path="/tmp/h-h10/heat.png")
    t=time.time(); desk.goto(desk.root+"/units/"); print("20k list", time.time()-t)
    t=time.time(); desk.goto(desk.root+"/units/figures"); print("20k figures", time.time()-t)
