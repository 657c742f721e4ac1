"""The classic XBRL instance: one XML file with contexts, units and facts."""

from sbr_inbox.reading.instance import LINK, XBRLI, XLINK_HREF, XML_LANG, Context, Fact, Instance
from sbr_inbox.reading.periods import has_time, read_date, read_end

_CONTEXT = f"{{{XBRLI}}}context"
_UNIT = f"{{{XBRLI}}}unit"
_ENTITY = f"{{{XBRLI}}}entity"
_IDENTIFIER = f"{{{XBRLI}}}identifier"
_PERIOD = f"{{{XBRLI}}}period"
_LINK = f"{{{LINK}}}"
_LINKS = f"{{{LINK}}}*"
_SCHEMA_REF = f"{{{LINK}}}schemaRef"
_NO_FACTS = (_LINK, _CONTEXT, _UNIT)
ROOT = f"{{{XBRLI}}}xbrl"


def read_instance(root):
    """The `Instance` in a root element `xbrli:xbrl`. Facts may stand before the contexts they refer to."""
    found = Instance()
    found.lang = root.get(XML_LANG)
    for element in root.iterchildren(_CONTEXT, _UNIT, _LINKS):
        tag = element.tag
        if tag == _CONTEXT:
            add_context(found, element)
        elif tag == _UNIT:
            add_unit(found, element)
        elif tag == _SCHEMA_REF:
            found.schema_refs.append(element.get(XLINK_HREF) or "")
        else:
            found.links.add(tag[len(_LINK) :])
    _add_facts(found, root)
    return found


def add_context(found, element):
    """Adds an `xbrli:context` element. A second one with the same id is kept too, under a name of its own."""
    context = Context(element.get("id") or "")
    for part in element:
        tag = part.tag
        if tag == _ENTITY:
            for inner in part:
                if inner.tag == _IDENTIFIER:
                    value = (inner.get("scheme") or "", (inner.text or "").strip())
                    context.identifiers.append(value)
                else:
                    _add_dimensions(context, inner)
        elif tag == _PERIOD:
            _add_period(context, part)
        else:
            _add_dimensions(context, part)
    ref = context.ref
    if ref in found.contexts:
        ref = f"{ref}\n{len(found.contexts)}"
    found.contexts[ref] = context


def _add_period(context, period):
    for element in period:
        name = element.tag.rpartition("}")[2]
        text = element.text or ""
        if name == "startDate":
            context.start = read_date(text)
        elif name == "endDate" or name == "instant":
            context.end = read_end(text)
        elif name == "forever":
            context.forever = True
        if has_time(text):
            context.timed = True


def _add_dimensions(context, holder):
    for member in holder:
        axis = member.get("dimension")
        if axis is None:
            continue
        if len(member):
            value = "".join(member.itertext()).strip()
            context.typed = (*context.typed, axis.rpartition(":")[2])
        else:
            value = (member.text or "").strip().rpartition(":")[2]
        context.dims[axis.rpartition(":")[2]] = value


def add_unit(found, element):
    """Adds an `xbrli:unit` element: its id and its measures by local name (a division joined by a slash)."""
    measures = [(each.text or "").strip().rpartition(":")[2] for each in element.iter() if not len(each)]
    ref = element.get("id") or ""
    if ref in found.units:
        ref = f"{ref}\n{len(found.units)}"
    found.units[ref] = "/".join(measures)


def _add_facts(found, root):
    contexts, facts, by_name = found.contexts, found.facts, found.by_name
    # Straight to the tuple: a filing has many facts, and the call through Fact() costs as much as the rest.
    new, tuples = tuple.__new__, {}
    for element in root:
        ref, tag = element.get("contextRef"), element.tag
        value = element.text
        if ref is None and tag.startswith(_NO_FACTS):
            continue
        if len(element):
            if ref is None:
                _add_group(found, element, tuples)
                continue
            value = "".join(element.itertext())
        context = contexts.get(ref)
        name = tag[tag.rfind("}") + 1 :]
        fact = new(Fact, (name, value.strip() if value else "", context, element.get("unitRef"), ()))
        if context is None or not fact.value or name in by_name:
            found.add(fact)
            continue
        context.used = True
        facts.append(fact)
        by_name[name] = [fact]


def _add_group(found, element, positions):
    """A tuple: every fact below it carries the path of tuples it stands in."""
    pending = [(element, ())]
    while pending:
        element, group = pending.pop()
        name = element.tag.rpartition("}")[2]
        ref = element.get("contextRef")
        if ref is None and len(element):
            positions[name] = positions.get(name, 0) + 1
            path = (*group, (name, positions[name]))
            found.groups.append(path)
            pending.extend((child, path) for child in reversed(element))
            continue
        value = "".join(element.itertext()) if len(element) else element.text or ""
        found.add(Fact(name, value.strip(), found.contexts.get(ref), element.get("unitRef"), group))
