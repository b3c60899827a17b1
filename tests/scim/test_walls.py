"""What a request of an identity provider sees, when the program forgets to ask whose rows it reads."""

from typing import Any

from milepost.platform.provisioning.models import ScimUser
from milepost.platform.walls.visible import seen_now
from tests.scim.provider import Bearer
from tests.walls.probing import is_held


def test_a_request_sees_the_organisation_of_its_bearer_alone(there: Bearer, bukits: Bearer, monkeypatch: Any) -> None:
    own, other = there.user("nia@cakrawala.example"), bukits.user("ann@bukit.example")
    seen: list[str] = []

    def forgetful(*_whose: object) -> Any:
        seen.append(seen_now())
        return ScimUser.objects.order_by("pk")

    monkeypatch.setattr("milepost.platform.provisioning.views.users.scim_users_of", forgetful)
    found = there.found("Users")
    assert set(seen) == {str(own.organisation_id)}
    assert found == ([str(own.pk)] if is_held() else [str(own.pk), str(other.pk)])
    # Whoever shows no token sees nothing, and what one request saw the next one does not.
    assert Bearer("").get("Users").status_code == 401
    assert bukits.get(f"Users/{own.pk}").status_code == (404 if is_held() else 200)
