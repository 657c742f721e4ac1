"""The process refuses to work with a database role for which the walls do not stand."""

from django.core.exceptions import ImproperlyConfigured

ASK = """
SELECT current_user, r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r'),
       EXISTS (SELECT 1 FROM pg_auth_members m JOIN pg_roles o ON o.oid = m.roleid
               WHERE m.member = r.oid AND o.rolname = %s)
FROM pg_roles r WHERE r.rolname = current_user
"""


def refuse_privileged_role(connection) -> None:
    """Raise ImproperlyConfigured when the role is a superuser, bypasses policies, owns tables or can become owner."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [connection.settings_dict["OWNER"]["USER"]])
        name, is_super, bypasses, owns, is_member = cursor.fetchone()
    if is_super or bypasses or owns or is_member:
        raise ImproperlyConfigured(
            f"The database role {name} can look over the walls between offices. Use a role like kantoor_app: "
            "no superuser, no BYPASSRLS, owner of nothing, no member of the owner."
        )
