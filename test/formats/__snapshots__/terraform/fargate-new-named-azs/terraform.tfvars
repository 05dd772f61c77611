region = "eu-west-1"

name = "private-ecs"

vpc_cidr = "10.0.0.0/16"

private_subnets = {
  "private-1" = {
    "cidr_block"        = "10.0.0.0/18"
    "availability_zone" = "eu-west-1a"
  }
  "private-2" = {
    "cidr_block"        = "10.0.64.0/18"
    "availability_zone" = "eu-west-1c"
  }
}
