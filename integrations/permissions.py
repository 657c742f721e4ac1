"""Rights of links to other systems."""

from offices.permissions import Permission, declare

declare([Permission("sync.manage", "Koppelingen beheren", admin="A")])
