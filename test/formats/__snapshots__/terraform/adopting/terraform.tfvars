region = "eu-west-1"

name = "private-ecs"

tags = {
  "team" = "payments"
}

vpc_id = "vpc-0a1b2c3d4e5f60718"

subnet_ids = [
  # app-a, eu-west-1a, 10.0.1.0/24
  "subnet-0aaaaaaaaaaaaaaa1",
  # app-b, eu-west-1b, 10.0.2.0/24
  "subnet-0bbbbbbbbbbbbbbb2",
]

s3_route_table_ids = [
  # app-a
  "rtb-0aaaaaaaaaaaaaaa1",
  # the VPC's main route table, used by every subnet without an explicit association
  "rtb-0bbbbbbbbbbbbbbb2",
]

task_security_groups = {
  "sg-0fffffffffffffff4" = "HTTPS from the tasks"
}
