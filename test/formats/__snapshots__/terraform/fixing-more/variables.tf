variable "region" {
  description = "AWS Region of the VPC."
  type        = string

  validation {
    condition     = can(regex("^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d+$", var.region))
    error_message = "Must be a Region where services have names as in eu-west-1: run the generator for others."
  }
}

variable "tags" {
  description = "Tags of every resource, beside its Name."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : length(key) >= 1 && length(key) <= 128 && !startswith(lower(key), "aws:")])
    error_message = "A tag's key has 1 to 128 characters and does not begin with aws:."
  }

  validation {
    condition     = alltrue([for value in values(var.tags) : length(value) <= 256])
    error_message = "A tag's value has at most 256 characters."
  }
}

variable "s3_route_table_ids" {
  description = "Route tables that send S3 traffic to the gateway endpoint."
  type        = set(string)

  validation {
    condition     = length(var.s3_route_table_ids) >= 1 && alltrue([for id in var.s3_route_table_ids : can(regex("^rtb-[0-9a-f]{8,17}$", id))])
    error_message = "Give at least one route table id, like rtb-0123456789abcdef0."
  }
}

variable "s3_2_route_table_ids" {
  description = "Route tables that send S3 traffic to the gateway endpoint."
  type        = set(string)

  validation {
    condition     = length(var.s3_2_route_table_ids) >= 1 && alltrue([for id in var.s3_2_route_table_ids : can(regex("^rtb-[0-9a-f]{8,17}$", id))])
    error_message = "Give at least one route table id, like rtb-0123456789abcdef0."
  }
}
