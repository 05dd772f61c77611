variable "region" {
  description = "AWS Region of the VPC."
  type        = string

  validation {
    condition     = can(regex("^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d+$", var.region))
    error_message = "Must be a Region with the same form of service names as eu-west-1. For other Regions, rerun the generator."
  }
}
