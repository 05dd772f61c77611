region = "eu-west-1"

name = "private-ecs"

vpc_cidr = "10.0.0.0/16"

private_subnets = {
  "private-1" = "10.0.0.0/18"
  "private-2" = "10.0.64.0/18"
}
