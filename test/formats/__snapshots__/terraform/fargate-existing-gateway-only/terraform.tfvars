region = "eu-west-1"

name = "private-ecs"

vpc_id = "vpc-0a1b2c3d4e5f60718"

s3_route_table_ids = [
  # app-a
  "rtb-0aaaaaaaaaaaaaaa1",
  "rtb-0bbbbbbbbbbbbbbb2",
]
