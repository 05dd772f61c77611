variable "region" {
  description = "AWS Region of the VPC, the same as that of the AWS provider."
  type        = string

  validation {
    condition     = can(regex("^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d+$", var.region))
    error_message = "Must be a Region with the same form of service names as eu-west-1. For other Regions, rerun the generator."
  }
}

variable "name" {
  description = "Prefix for all resource names; unique in the VPC. Another one would replace the security group that endpoints use."
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

variable "vpc_id" {
  description = "The VPC of the tasks."
  type        = string

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "Must be a VPC ID, such as vpc-0123456789abcdef0."
  }
}

variable "subnet_ids" {
  description = "Subnets for the network interfaces of the interface endpoints, one per Availability Zone."
  type        = set(string)

  validation {
    condition     = length(var.subnet_ids) >= 1 && alltrue([for id in var.subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "Must have at least one subnet ID, such as subnet-0123456789abcdef0."
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

variable "task_security_groups" {
  description = "Security groups of the tasks that may reach the interface endpoints, each with a description for its rule."
  type        = map(object({ id = string, description = string }))

  validation {
    condition     = alltrue([for group in values(var.task_security_groups) : can(regex("^sg-[0-9a-f]{8,17}$", group.id))])
    error_message = "Each id must be a security group ID, such as sg-0123456789abcdef0."
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

variable "s3_endpoint_id" {
  description = "The existing s3 endpoint, which is changed."
  type        = string

  validation {
    condition     = can(regex("^vpce-[0-9a-f]{8,17}$", var.s3_endpoint_id))
    error_message = "Must be a VPC endpoint ID, such as vpce-0123456789abcdef0."
  }
}

variable "ecr_dkr_added_subnet_ids" {
  description = "Subnets that the existing ecr.dkr endpoint gets, by any key."
  type        = map(string)

  validation {
    condition     = alltrue([for id in var.ecr_dkr_added_subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "Each value must be a subnet ID, such as subnet-0123456789abcdef0."
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

variable "security_group_ids_to_endpoints" {
  description = "Existing security groups that may send 443/tcp to the new endpoints, by any key."
  type        = map(string)

  validation {
    condition     = alltrue([for id in var.security_group_ids_to_endpoints : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    error_message = "Each value must be a security group ID, such as sg-0123456789abcdef0."
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
