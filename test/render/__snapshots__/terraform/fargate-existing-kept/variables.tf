variable "region" {
  description = "AWS Region of the VPC."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "Must be the name of an AWS Region, like eu-west-1."
  }
}
