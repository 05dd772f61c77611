terraform {
  required_version = ">= 1.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    # The additional tag tells what this configuration created.
    tags = merge(var.tags, { "create-private-ecs-network" = var.name })
  }
}
