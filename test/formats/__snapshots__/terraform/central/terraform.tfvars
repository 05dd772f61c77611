region = "eu-west-1"

name = "private-ecs"

vpc_id = "vpc-0a1b2c3d4e5f60718"

spoke_vpc_ids = [
  # shop
  "vpc-0a1b2c3d4e5f60719",
  "vpc-0a1b2c3d4e5f6071a",
]

subnet_ids = [
  # app-a, eu-west-1a, 10.0.1.0/24
  "subnet-0aaaaaaaaaaaaaaa1",
  # app-b, eu-west-1b, 10.0.2.0/24
  "subnet-0bbbbbbbbbbbbbbb2",
]

s3_route_table_ids = [
  # app-a
  "rtb-0aaaaaaaaaaaaaaa1",
  "rtb-0bbbbbbbbbbbbbbb2",
]

task_cidrs = {
  "10.0.1.0/24" = "HTTPS from the tasks in app-a"
  "10.0.2.0/24" = "HTTPS from the tasks in app-b"
}
