variable "region" {
  description = "AWS Region of the VPC, the same as that of the AWS provider."
  type        = string

  validation {
    condition     = can(regex("^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d+$", var.region))
    error_message = "Must be a Region with the same form of service names as eu-west-1. For other Regions, rerun the generator."
  }
}

variable "name" {
  description = "Prefix for all resource names; unique in the VPC."
  type        = string

  validation {
    condition     = length(var.name) >= 1 && length(var.name) <= 200
    error_message = "Must be 1 to 200 characters long."
  }
}

variable "tags" {
  description = "Tags for every resource, in addition to Name and create-private-ecs-network."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : length(key) >= 1 && length(key) <= 128 && !startswith(lower(key), "aws:")])
    error_message = "Each tag key must be 1 to 128 characters long and must not start with aws:."
  }

  validation {
    condition     = alltrue([for value in values(var.tags) : length(value) <= 256])
    error_message = "Each tag value must be at most 256 characters long."
  }
}

variable "s3_route_table_ids" {
  description = "Route tables that get a route to the S3 gateway endpoint, by any key."
  type        = map(string)

  validation {
    condition     = length(var.s3_route_table_ids) >= 1 && alltrue([for id in var.s3_route_table_ids : can(regex("^rtb-[0-9a-f]{8,17}$", id))])
    error_message = "Must have at least one route table ID, such as rtb-0123456789abcdef0."
  }
}

variable "s3_2_route_table_ids" {
  description = "Route tables that get a route to the S3 gateway endpoint, by any key."
  type        = map(string)

  validation {
    condition     = length(var.s3_2_route_table_ids) >= 1 && alltrue([for id in var.s3_2_route_table_ids : can(regex("^rtb-[0-9a-f]{8,17}$", id))])
    error_message = "Must have at least one route table ID, such as rtb-0123456789abcdef0."
  }
}

variable "s3_endpoint_id" {
  description = "The existing s3 endpoint, which is changed."
  type        = string

  validation {
    condition     = can(regex("^vpce-[0-9a-f]{8,17}$", var.s3_endpoint_id))
    error_message = "Must be a VPC endpoint ID, such as vpce-0123456789abcdef0."
  }
}

variable "s3_2_endpoint_id" {
  description = "The existing s3 endpoint, which is changed."
  type        = string

  validation {
    condition     = can(regex("^vpce-[0-9a-f]{8,17}$", var.s3_2_endpoint_id))
    error_message = "Must be a VPC endpoint ID, such as vpce-0123456789abcdef0."
  }
}

variable "ecr_dkr_endpoint_id" {
  description = "The existing ecr.dkr endpoint, which is changed."
  type        = string

  validation {
    condition     = can(regex("^vpce-[0-9a-f]{8,17}$", var.ecr_dkr_endpoint_id))
    error_message = "Must be a VPC endpoint ID, such as vpce-0123456789abcdef0."
  }
}

variable "ecr_dkr_policy" {
  description = "Policy of the existing ecr.dkr endpoint, as JSON. It replaces the one that the endpoint has."
  type        = string

  validation {
    condition     = can(jsondecode(var.ecr_dkr_policy).Statement)
    error_message = "Must be a policy document as JSON."
  }
}

variable "ingress_rules" {
  description = "Inbound rules for 443/tcp of existing security groups, by any key, each with one source."
  type = map(object({
    security_group_id            = string
    description                  = string
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
  }))

  validation {
    condition     = alltrue([for rule in values(var.ingress_rules) : can(regex("^sg-[0-9a-f]{8,17}$", rule.security_group_id))])
    error_message = "Each security_group_id must be a security group ID, such as sg-0123456789abcdef0."
  }

  validation {
    condition     = alltrue([for rule in values(var.ingress_rules) : length(compact([rule.cidr_ipv4, rule.cidr_ipv6, rule.prefix_list_id, rule.referenced_security_group_id])) == 1])
    error_message = "Each rule must have exactly one source."
  }
}

variable "egress_rules" {
  description = "Outbound rules for 443/tcp of existing security groups, by any key, each with one destination."
  type = map(object({
    security_group_id            = string
    description                  = string
    cidr_ipv4                    = optional(string)
    cidr_ipv6                    = optional(string)
    prefix_list_id               = optional(string)
    referenced_security_group_id = optional(string)
  }))

  validation {
    condition     = alltrue([for rule in values(var.egress_rules) : can(regex("^sg-[0-9a-f]{8,17}$", rule.security_group_id))])
    error_message = "Each security_group_id must be a security group ID, such as sg-0123456789abcdef0."
  }

  validation {
    condition     = alltrue([for rule in values(var.egress_rules) : length(compact([rule.cidr_ipv4, rule.cidr_ipv6, rule.prefix_list_id, rule.referenced_security_group_id])) == 1])
    error_message = "Each rule must have exactly one destination."
  }
}

variable "network_acl_rules" {
  description = "Rules that existing network ACLs get, by any key. They allow TCP."
  type = map(object({
    network_acl_id  = string
    rule_number     = number
    egress          = bool
    cidr_block      = optional(string)
    ipv6_cidr_block = optional(string)
    from_port       = number
    to_port         = number
  }))

  validation {
    condition     = alltrue([for rule in values(var.network_acl_rules) : can(regex("^acl-[0-9a-f]{8,17}$", rule.network_acl_id))])
    error_message = "Each network_acl_id must be a network ACL ID, such as acl-0123456789abcdef0."
  }

  validation {
    condition     = alltrue([for rule in values(var.network_acl_rules) : length(compact([rule.cidr_block, rule.ipv6_cidr_block])) == 1])
    error_message = "Each rule must have either a cidr_block or an ipv6_cidr_block."
  }
}
