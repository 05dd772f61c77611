variable "region" {
  description = "AWS Region of the VPC."
  type        = string

  validation {
    condition     = can(regex("^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d+$", var.region))
    error_message = "Must be a Region with the same form of service names as eu-west-1. For other Regions, rerun the generator."
  }
}

variable "name" {
  description = "Prefix for all resource names. Another one would replace the security group that endpoints use."
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

variable "spoke_vpc_ids" {
  description = "The other VPCs whose tasks use the endpoints. Hosted zones answer the services' names there."
  type        = set(string)

  validation {
    condition     = alltrue([for id in var.spoke_vpc_ids : can(regex("^vpc-[0-9a-f]{8,17}$", id))])
    error_message = "Must be VPC IDs, such as vpc-0123456789abcdef0."
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
  description = "Route tables that get a route to the S3 gateway endpoint."
  type        = set(string)

  validation {
    condition     = length(var.s3_route_table_ids) >= 1 && alltrue([for id in var.s3_route_table_ids : can(regex("^rtb-[0-9a-f]{8,17}$", id))])
    error_message = "Must have at least one route table ID, such as rtb-0123456789abcdef0."
  }
}

variable "task_cidrs" {
  description = "IPv4 CIDR blocks of the tasks that may reach the interface endpoints, each with a description for its rule."
  type        = map(string)

  validation {
    condition     = alltrue([for cidr in keys(var.task_cidrs) : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Each key must be an IPv4 CIDR block, such as 10.0.1.0/24, and not the whole internet."
  }
}
