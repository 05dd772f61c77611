variable "vpc" {
  type = object({
    id    = string
    name  = string
    extra = optional(list(string), null)
  })
}

variable "subnet_ids" {
  type = list(string)
}

locals {
  count = var.vpc.extra == null ? 1 : 2
}

resource "aws_route_table" "this" {
  count  = local.count
  vpc_id = var.vpc.id
}

resource "aws_network_acl" "this" {
  vpc_id     = var.vpc.id
  subnet_ids = toset(concat(var.subnet_ids, coalesce(var.vpc.extra, [])))
}

resource "aws_security_group" "this" {
  vpc_id = var.vpc.id
}

output "group_ids" {
  value = compact([aws_security_group.this.id, ""])
}

output "all" {
  value = {
    name     = var.vpc.name
    table_id = one(aws_route_table.this[*].id)
  }
}
