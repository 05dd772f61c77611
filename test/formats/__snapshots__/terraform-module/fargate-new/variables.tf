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

variable "vpc_cidr" {
  description = "IPv4 CIDR block of the VPC."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr))
    error_message = "Must be an IPv4 CIDR block, such as 10.0.0.0/16."
  }
}

variable "private_subnets" {
  description = "IPv4 CIDR blocks of the private subnets. Each subnet gets a different Availability Zone."
  type        = map(string)

  validation {
    condition     = length(var.private_subnets) >= 1 && alltrue([for cidr in var.private_subnets : can(cidrnetmask(cidr))])
    error_message = "Must have at least one subnet, each with an IPv4 CIDR block inside vpc_cidr."
  }
}

variable "flow_log_bucket_arn" {
  description = "ARN of the S3 bucket for the flow logs of the VPC, or null for no flow logs."
  type        = string
  default     = null

  validation {
    condition     = var.flow_log_bucket_arn == null || can(regex("^arn:[a-z-]+:s3:::", var.flow_log_bucket_arn))
    error_message = "Must be the ARN of an S3 bucket."
  }
}
