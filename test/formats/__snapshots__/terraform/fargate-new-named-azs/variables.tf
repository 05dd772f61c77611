variable "region" {
  description = "AWS Region of the VPC."
  type        = string

  validation {
    condition     = can(regex("^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d+$", var.region))
    error_message = "Must be a Region where services have names as in eu-west-1: run the generator for others."
  }
}

variable "name" {
  description = "Prefix of every name."
  type        = string

  validation {
    condition     = length(var.name) >= 1 && length(var.name) <= 200
    error_message = "Must have 1 to 200 characters."
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

variable "vpc_cidr" {
  description = "IPv4 block of the VPC."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr))
    error_message = "Must be an IPv4 CIDR block, like 10.0.0.0/16."
  }
}

variable "private_subnets" {
  description = "Private subnets, each in an Availability Zone of its own."
  type = map(object({
    cidr_block        = string
    availability_zone = string
  }))

  validation {
    condition     = length(var.private_subnets) >= 1 && alltrue([for subnet in var.private_subnets : can(cidrnetmask(subnet.cidr_block))])
    error_message = "Give at least one subnet, each with an IPv4 CIDR block inside vpc_cidr."
  }

  validation {
    condition     = length(distinct([for subnet in var.private_subnets : subnet.availability_zone])) == length(var.private_subnets)
    error_message = "An interface endpoint takes one subnet of each Availability Zone."
  }
}

variable "flow_log_bucket_arn" {
  description = "S3 bucket that receives the flow logs of the VPC; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.flow_log_bucket_arn == null || can(regex("^arn:[a-z-]+:s3:::", var.flow_log_bucket_arn))
    error_message = "Must be the ARN of an S3 bucket."
  }
}
